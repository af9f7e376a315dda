// The steps of rechecks by themselves: what they take and refuse. What they do together is tests/e2e/recheck.test.ts.

import type { Context } from 'aws-lambda';
import { configurationVersion, parseConfiguration } from '../../src/domain/configuration.ts';
import { CONTEXT, capture } from '../shared/invocation.ts';

const STEPS = [
  'plan-recheck',
  'take-stock',
  'judge-stock',
  'look-again',
  'sum-up',
  'apply-change',
  'plan-reindex',
  'reindex-faces',
];

interface StepModule {
  handler(event: unknown, context: Context): Promise<unknown>;
}

async function run(step: string, event: Record<string, unknown>) {
  const { handler } = (await import(`../../src/recheck/${step}.ts`)) as StepModule;
  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:RecheckPhotos:1';
  return capture(() => handler({ executionArn, ...event }, CONTEXT));
}

it.each(STEPS)('%s refuses an event that is not its own', async (step) => {
  expect((await run(step, { plan: 7, asked: 7, batch: 7, executionName: 7 })).error).toMatchObject({
    name: 'InvalidInputError',
  });
});

describe('plan-recheck', () => {
  const plan = (asked: unknown, deployed = '') =>
    run('plan-recheck', { asked, executionName: 'tighter', deployed, rejectionNeedsPerson: 'on' });

  it('reports on the thresholds of new photos when nothing is said', async () => {
    const { output } = await plan({}, '{"face":{"sharpness":{"min":50}}}');
    expect(output).toMatchObject({
      plan: {
        recheckId: 'tighter',
        mode: 'report',
        source: 'stored',
        folder: 'rechecks/tighter/',
        configurationVersion: configurationVersion(parseConfiguration('{"face":{"sharpness":{"min":50}}}')),
      },
      segments: [0, 1, 2, 3],
    });
  });

  it('takes thresholds as an object or as text', async () => {
    const text = await plan({ configuration: '{"face":{"sharpness":{"min":50}}}' });
    const object = await plan({ configuration: { face: { sharpness: { min: 50 } } } });
    expect(object.output).toEqual(text.output);
  });

  it('names a threshold that does not exist', async () => {
    const { error } = await plan({ configuration: { face: { sharpnes: {} } } });
    expect(error).toMatchObject({ name: 'ConfigurationError', message: expect.stringContaining('sharpnes') });
  });

  it('refuses a word that it does not know', async () => {
    expect((await plan({ modus: 'apply' })).error).toMatchObject({ name: 'InvalidInputError' });
  });

  it('applies no thresholds but those that new photos are judged by, whatever the order of their keys', async () => {
    const deployed = '{"face":{"sharpness":{"min":50}},"age":{"review":25}}';
    const same = { age: { review: 25 }, face: { sharpness: { min: 50 } } };
    const other = { face: { sharpness: { min: 51 } }, age: { review: 25 } };
    expect((await plan({ mode: 'apply', configuration: same }, deployed)).output).toMatchObject({
      plan: { mode: 'apply' },
    });
    expect((await plan({ mode: 'apply', configuration: other }, deployed)).error).toMatchObject({
      name: 'InvalidInputError',
      message: expect.stringContaining('deploy it'),
    });
  });
});
