import * as z from 'zod/mini';
import { DependencyRefusedError, InvalidInputError } from '../../src/shared/errors.ts';
import { defineStep, eventSchema } from '../../src/shared/step.ts';
import { countBy } from '../../src/shared/telemetry.ts';
import { CONTEXT, capture, EXECUTION } from './invocation.ts';

const Input = eventSchema({ riderId: z.string(), upload: z.object({ size: z.number(), key: z.string() }) });
const EVENT = {
  executionArn: EXECUTION,
  riderId: 'secret-rider',
  upload: { size: 3, key: 'incoming/secret-rider/1' },
};

const Double = defineStep('DoubleSize', Input, ({ upload }) => ({ size: upload.size * 2 }));
const Fail = defineStep('FailAlways', Input, () => {
  const cause = Object.assign(new Error('no access to incoming/secret-rider/1'), { name: 'AccessDenied' });
  throw new DependencyRefusedError('S3 GetObject: AccessDenied', { cause });
});

describe('a step that succeeds', () => {
  it('gives its output, one log line in and one out, all under the execution', async () => {
    const { output, logs } = await capture(() => Double(EVENT, CONTEXT));
    expect(output).toEqual({ size: 6 });
    expect(logs.map(({ message }) => message)).toEqual(['step started', 'step succeeded']);
    for (const line of logs) {
      expect(line).toMatchObject({ step: 'DoubleSize', correlation_id: EXECUTION, level: 'INFO' });
    }
    expect(logs[1]).toMatchObject({ durationMs: expect.any(Number) });
  });

  it('counts itself and its duration by step alone', async () => {
    const { metrics } = await capture(() => Double(EVENT, CONTEXT));
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'RiderPhotos',
            Dimensions: [['step']],
            Metrics: [
              { Name: 'StepSucceeded', Unit: 'Count' },
              { Name: 'StepDuration', Unit: 'Milliseconds' },
            ],
          },
        ],
      },
      step: 'DoubleSize',
      StepSucceeded: 1,
      StepDuration: expect.any(Number),
    });
  });

  it('writes nothing that names a rider', async () => {
    const { text } = await capture(() => Double(EVENT, CONTEXT));
    expect(text).not.toContain('secret-rider');
  });
});

describe('a step that fails', () => {
  it('passes the error on as it is and writes its metrics all the same', async () => {
    const { error, metrics } = await capture(() => Fail(EVENT, CONTEXT));
    expect(error).toBeInstanceOf(DependencyRefusedError);
    expect(metrics).toHaveLength(1);
    expect(metrics[0]).toMatchObject({ step: 'FailAlways', StepFailed: 1, StepDuration: expect.any(Number) });
    expect(metrics[0]).not.toHaveProperty('StepSucceeded');
  });

  it('logs name and message of the error, of its cause the name alone', async () => {
    const { logs, text } = await capture(() => Fail(EVENT, CONTEXT));
    expect(logs[1]).toMatchObject({
      level: 'ERROR',
      message: 'step failed',
      correlation_id: EXECUTION,
      fault: {
        name: 'DependencyRefusedError',
        message: 'S3 GetObject: AccessDenied',
        causedBy: 'AccessDenied',
      },
    });
    expect(text).not.toContain('secret-rider');
  });

  it('leaves nothing behind for the next invocation of the same environment', async () => {
    await capture(() => Fail(EVENT, CONTEXT));
    const { logs, metrics } = await capture(() => Double(EVENT, CONTEXT));
    expect(logs.every(({ step }) => step === 'DoubleSize')).toBe(true);
    expect(metrics[0]).not.toHaveProperty('StepFailed');
  });
});

describe('an event that does not fit', () => {
  it('is refused by the names of its bad members, never their values', async () => {
    const { error, logs } = await capture(() =>
      Double({ executionArn: EXECUTION, riderId: 'secret-rider', upload: { size: 'secret' } }, CONTEXT),
    );
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as Error).message).toBe(
      'The event does not fit the step: upload.size (invalid_type), upload.key (invalid_type)',
    );
    expect(logs[1]).toMatchObject({ correlation_id: EXECUTION, fault: { name: 'InvalidInputError' } });
  });

  it.each([undefined, null, 'text', 7, [], {}])('is refused whatever it is: %p', async (event) => {
    const { error, logs } = await capture(() => Double(event, CONTEXT));
    expect(error).toMatchObject({ name: 'InvalidInputError' });
    expect(logs[0]).toMatchObject({ correlation_id: 'unknown' });
  });
});

it('counts by another dimension beside the metrics of the step', async () => {
  const Counting = defineStep('Count', eventSchema({}), () => countBy('PhotosDecided', 'verdict', 'retake'));
  const { metrics } = await capture(() => Counting({ executionArn: EXECUTION }, CONTEXT));
  expect(metrics).toHaveLength(2);
  expect(metrics[0]).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Dimensions: [['verdict']], Metrics: [{ Name: 'PhotosDecided' }] }] },
    verdict: 'retake',
    PhotosDecided: 1,
  });
  expect(metrics[0]).not.toHaveProperty('step');
  expect(metrics[1]).toMatchObject({ step: 'Count', StepSucceeded: 1 });
});

it('counts the cold start of an environment once', async () => {
  jest.resetModules();
  const fresh = await import('../../src/shared/step.ts');
  const handler = fresh.defineStep('Wake', fresh.eventSchema({}), () => null);
  const first = await capture(() => handler({ executionArn: EXECUTION }, CONTEXT));
  const second = await capture(() => handler({ executionArn: EXECUTION }, CONTEXT));
  expect(first.metrics[0]).toMatchObject({ ColdStart: 1 });
  expect(second.metrics[0]).not.toHaveProperty('ColdStart');
});
