import {
  CreateActivityCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { virtualClock } from '../../../../states-language/src/clock.ts';
import type { AwsEvent } from '../../../src/services/bus.ts';
import { createWorld, LAMBDA, type World } from './stepfunctions-world.ts';

const HOUR_S = 3_600;
const START = Date.parse('2026-03-01T12:00:00Z');
const PASS = { Done: { Type: 'Succeed' } };
const WAIT_FOR_EVER = {
  Wait: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:000000000000:activity:nobody', End: true },
};

let world: World;
const published: AwsEvent[] = [];
beforeAll(async () => {
  world = await createWorld({
    clock: virtualClock(START),
    functions: {
      double: (input: number) => input * 2,
      unreadable: () => {
        throw Object.assign(new Error('no image'), { name: 'ImageUnreadableError' });
      },
    },
  });
  world.bus.onPublish((event) => published.push(event));
  await world.sfn.send(new CreateActivityCommand({ name: 'nobody' }));
});
afterAll(() => world.close());

describe('an execution', () => {
  it('runs to its end and is described with input, output and times', async () => {
    const arn = await world.machine({ Double: { Type: 'Task', Resource: `${LAMBDA}:double`, End: true } });
    expect(await world.run(arn, 21)).toMatchObject({
      status: 'SUCCEEDED',
      input: '21',
      output: '42',
      stateMachineArn: arn,
      startDate: new Date(START),
      stopDate: new Date(START),
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  it('fails with the error a function reports', async () => {
    const arn = await world.machine({ Read: { Type: 'Task', Resource: `${LAMBDA}:unreadable`, End: true } });
    expect(await world.run(arn)).toMatchObject({
      status: 'FAILED',
      error: 'ImageUnreadableError',
      cause: JSON.stringify({ errorType: 'ImageUnreadableError', errorMessage: 'no image' }),
      redriveStatus: 'REDRIVABLE',
    });
  });

  it('waits an hour without taking one when the clock is virtual', async () => {
    const arn = await world.machine({ Wait: { Type: 'Wait', Seconds: HOUR_S, End: true } });
    const { startDate, stopDate } = await world.run(arn);
    expect(Number(stopDate) - Number(startDate)).toBe(HOUR_S * 1_000);
  });

  it('is the same one when it is started again with the same name and input while it runs', async () => {
    const stateMachineArn = await world.machine(WAIT_FOR_EVER);
    const start = (input: string) =>
      world.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'photo-1', input }));
    const first = await start('{"a":1}');
    expect((await start('{"a":1}')).executionArn).toBe(first.executionArn);
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await world.sfn.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('is stopped with the error and cause that are given', async () => {
    const stateMachineArn = await world.machine(WAIT_FOR_EVER);
    const { executionArn } = await world.sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await world.sfn.send(new StopExecutionCommand({ executionArn, error: 'Operator', cause: 'enough' }));
    expect(await world.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Operator',
      cause: 'enough',
    });
    const { events } = await world.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
    );
    expect(events?.[0]).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'Operator', cause: 'enough' },
    });
  });

  it('tells the event bus when it starts and when it ends', async () => {
    const arn = await world.machine(PASS);
    published.length = 0;
    const { executionArn } = await world.run(arn);
    expect(published.map(({ source, detail }) => [source, (detail as { status: string }).status])).toEqual([
      ['aws.states', 'RUNNING'],
      ['aws.states', 'SUCCEEDED'],
    ]);
    expect(published[1]).toMatchObject({
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: {
        startDate: expect.any(Number),
        output: '{}',
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
      },
    });
  });

  it('tells the event bus that it can be redriven when it has failed', async () => {
    const arn = await world.machine({ No: { Type: 'Fail' } });
    published.length = 0;
    await world.run(arn);
    expect(published.map(({ detail }) => detail)).toMatchObject([
      { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is RUNNING and cannot be redriven' },
      { status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveStatusReason: null },
    ]);
  });

  it('is started by a delivery of the bus with the delivered input', async () => {
    const arn = await world.machine(PASS);
    await world.bus.deliver(arn, '[{"body":"x"}]', { parameters: { InvocationType: 'FIRE_AND_FORGET' } });
    expect(world.stepFunctions.list()[0]).toMatchObject({ stateMachineArn: arn, input: '[{"body":"x"}]' });
  });
});

describe('a delivery of the bus', () => {
  it('is refused when its input is no JSON or nobody can wait for the answer', async () => {
    const arn = await world.machine(PASS);
    await expect(world.bus.deliver(arn, 'plain text', {})).rejects.toMatchObject({
      code: 'InvalidExecutionInput',
    });
    const waiting = world.bus.deliver(arn, '{}', { parameters: { InvocationType: 'REQUEST_RESPONSE' } });
    await expect(waiting).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('gets the output of an Express machine it waits for', async () => {
    const arn = await world.machine(PASS, { type: 'EXPRESS' });
    const waiting = world.bus.deliver(arn, '[5]', { parameters: { InvocationType: 'REQUEST_RESPONSE' } });
    await expect(waiting).resolves.toEqual([5]);
  });

  it('has not arrived when the Express machine it waits for failed', async () => {
    const lose = { Type: 'Fail', Error: 'Lost', Cause: 'no such owner' };
    const arn = await world.machine({ Lose: lose }, { type: 'EXPRESS' });

    const waiting = world.bus.deliver(arn, '[]', { parameters: { InvocationType: 'REQUEST_RESPONSE' } });

    await expect(waiting).rejects.toMatchObject({
      code: 'Lost',
      message: expect.stringMatching(/:express:.* ended as FAILED: no such owner/),
    });
  });

  it('has arrived when it waits for nothing, whatever becomes of the machine', async () => {
    const arn = await world.machine({ Lose: { Type: 'Fail' } }, { type: 'EXPRESS' });
    const delivered = world.bus.deliver(arn, '[]', { parameters: { InvocationType: 'FIRE_AND_FORGET' } });
    await expect(delivered).resolves.toMatchObject({ executionArn: expect.stringContaining(':express:') });
  });
});

describe('the history of an execution', () => {
  it('has the types AWS gives, in pages, forwards and backwards, with and without data', async () => {
    const arn = await world.machine({ Double: { Type: 'Task', Resource: `${LAMBDA}:double`, End: true } });
    const { executionArn } = await world.run(arn, 2);
    const types = async (more: object) => {
      const answer = await world.sfn.send(new GetExecutionHistoryCommand({ executionArn, ...more }));
      return { ...answer, types: answer.events?.map(({ type }) => type) };
    };
    const expected = [
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ];
    expect((await types({})).types).toEqual(expected);
    expect((await types({ reverseOrder: true })).types).toEqual(expected.toReversed());
    const first = await types({ maxResults: 4 });
    const second = await types({ maxResults: 4, nextToken: first.nextToken });
    expect([...(first.types ?? []), ...(second.types ?? [])]).toEqual(expected);
    expect(second.nextToken).toBeUndefined();
    const [started] = (await types({ includeExecutionData: false })).events ?? [];
    expect(started?.executionStartedEventDetails).toEqual({ roleArn: expect.any(String) });
    expect((await types({})).events?.[0]).toMatchObject({
      id: 1,
      previousEventId: 0,
      timestamp: expect.any(Date),
      executionStartedEventDetails: { input: '2', inputDetails: { truncated: false } },
    });
  });

  it('is told to listeners as it happens', async () => {
    const seen: string[] = [];
    world.stepFunctions.onHistory((executionArn, { type }) => seen.push(`${executionArn} ${type}`));
    const { executionArn } = await world.run(await world.machine(PASS));
    expect(seen).toEqual(
      ['ExecutionStarted', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'].map(
        (type) => `${executionArn} ${type}`,
      ),
    );
  });
});

describe('an Express machine', () => {
  it('answers a synchronous start with the outcome', async () => {
    const stateMachineArn = await world.machine(
      { Double: { Type: 'Task', Resource: `${LAMBDA}:double`, End: true } },
      { type: 'EXPRESS' },
    );
    const answer = await world.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, input: '4' }));
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '8',
      billingDetails: { billedMemoryUsedInMB: 64 },
    });
    expect(answer.executionArn).toContain(':express:');
  });

  it('tells its states of redrives, unless somebody waits for its end', async () => {
    const Show = { Type: 'Pass', Parameters: { 'shown.$': '$$.Execution' }, End: true };
    const express = await world.machine({ Show }, { type: 'EXPRESS' });
    const answer = await world.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: express }));
    expect(JSON.parse(answer.output ?? '').shown).not.toHaveProperty('RedriveCount');
    const { output } = await world.run(await world.machine({ Show }));
    expect(JSON.parse(output ?? '').shown).toHaveProperty('RedriveCount', 0);
  });

  it('answers of one that failed, too, that nothing is left out', async () => {
    const stateMachineArn = await world.machine({ No: { Type: 'Fail' } }, { type: 'EXPRESS' });
    expect(await world.sfn.send(new StartSyncExecutionCommand({ stateMachineArn }))).toMatchObject({
      status: 'FAILED',
      outputDetails: { included: true },
    });
  });

  it('is not listed and a Standard one is not started synchronously', async () => {
    const express = await world.machine(PASS, { type: 'EXPRESS' });
    const standard = await world.machine(PASS);
    const listing = world.sfn.send(new ListExecutionsCommand({ stateMachineArn: express }));
    await expect(listing).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
    const starting = world.sfn.send(new StartSyncExecutionCommand({ stateMachineArn: standard }));
    await expect(starting).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
  });
});

describe('listing executions', () => {
  it('gives the newest first, by status', async () => {
    const stateMachineArn = await world.machine({
      Check: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'Ok' }], Default: 'Bad' },
      Ok: { Type: 'Succeed' },
      Bad: { Type: 'Fail' },
    });
    const arns: (string | undefined)[] = [];
    for (const input of [1, 2, 1]) arns.push((await world.run(stateMachineArn, input)).executionArn);
    const list = async (more: object) =>
      (await world.sfn.send(new ListExecutionsCommand({ stateMachineArn, ...more }))).executions?.map(
        ({ executionArn }) => executionArn,
      );
    expect(await list({})).toEqual(arns.toReversed());
    expect(await list({ statusFilter: 'FAILED' })).toEqual([arns[1]]);
    expect(await list({ maxResults: 1 })).toEqual([arns[2]]);
  });
});

describe('requests that are refused', () => {
  it.each([
    [{ stateMachineArn: 'nonsense' }, 'InvalidArn'],
    [{ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:activity:a' }, 'InvalidArn'],
    [
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' },
      'StateMachineDoesNotExist',
    ],
  ])('starting %j is %s', async (request, name) => {
    await expect(world.sfn.send(new StartExecutionCommand(request))).rejects.toMatchObject({ name });
  });

  it('an input that is no JSON is InvalidExecutionInput, a bad name InvalidName', async () => {
    const stateMachineArn = await world.machine(PASS);
    const start = (more: object) => world.sfn.send(new StartExecutionCommand({ stateMachineArn, ...more }));
    await expect(start({ input: "{'a':1}" })).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message:
        "Invalid State Machine Execution Input: 'Unexpected character (''' (code 39)): was expecting double-quote to start field name'",
    });
    await expect(start({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(start({ name: 'x'.repeat(81) })).rejects.toMatchObject({ name: 'InvalidName' });
  });

  it('an input may be nested a thousand levels deep, as deep as the JSON of AWS is read, and is refused beyond', async () => {
    const stateMachineArn = await world.machine(PASS);
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    const start = (input: string) => world.sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
    await expect(start(nested(1001))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
      message: expect.stringContaining('Document nesting depth (1001) exceeds the maximum allowed (1000'),
    });
    const ran = await world.run(stateMachineArn, JSON.parse(nested(1000)));
    expect(ran).toMatchObject({ status: 'SUCCEEDED', output: nested(1000) });
  });

  it('an unknown execution does not exist', async () => {
    const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:m:none';
    const describing = world.sfn.send(new DescribeExecutionCommand({ executionArn }));
    await expect(describing).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });

  it('a bad page token is InvalidToken', async () => {
    const { executionArn } = await world.run(await world.machine(PASS));
    const reading = world.sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken: 'x' }));
    await expect(reading).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});
