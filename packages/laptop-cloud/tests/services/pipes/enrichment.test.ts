// What a function or an Express machine between the source of a pipe and its target makes of a batch.
import { createBus, type DeliveryOptions } from '../../../src/services/bus.ts';
import type { PipeProperties } from '../../../src/services/pipes/pipe-definition.ts';
import type { PipeRecord } from '../../../src/services/pipes/pipe-source.ts';
import { compileTarget } from '../../../src/services/pipes/pipe-target.ts';
import { ACCOUNT_ID, REGION, ROOT } from '../../support/gateway.ts';

const WEIGH = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Weigh`;
const LOOK_UP = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:LookUp`;
const SHELF = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:Shelf`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:Parcels`;

const record = (messageId: string, body: unknown): PipeRecord => ({
  messageId,
  receiptHandle: `r-${messageId}`,
  body: JSON.stringify(body),
  attributes: {},
});

/** Sends a batch through a pipe; `answers` by ARN, an Error rejects. */
async function sent(
  records: readonly PipeRecord[],
  answers: Readonly<Record<string, unknown>>,
  properties: Partial<PipeProperties> = {},
) {
  const calls: { arn: string; input: unknown; options: DeliveryOptions }[] = [];
  const bus = createBus();
  for (const service of ['lambda', 'states', 'sns'])
    bus.target(service, async (arn, input, options) => {
      calls.push({ arn, input: JSON.parse(input) as unknown, options });
      if (answers[arn] instanceof Error) throw answers[arn];
      return answers[arn];
    });
  const pipe = {
    name: 'p',
    arn: 'arn:p',
    now: () => 0,
    properties: {
      RoleArn: 'arn:role',
      Source: 'arn:aws:sqs:x',
      Enrichment: WEIGH,
      Target: SHELF,
      ...properties,
    },
  };
  const failed = await compileTarget(pipe, bus, () => ROOT)(records);
  return { calls, failed: [...failed] };
}

test('a function gets the batch, is waited for, and the target gets what it answered', async () => {
  const { calls } = await sent([record('1', 5), record('2', 6)], { [WEIGH]: [{ grams: 5 }, { grams: 6 }] });

  expect(calls).toMatchObject([
    { arn: WEIGH, input: [{ body: '5' }, { body: '6' }] },
    { arn: SHELF, input: [{ grams: 5 }, { grams: 6 }] },
  ]);
  expect(calls[0]?.options.parameters).toEqual({ InvocationType: 'REQUEST_RESPONSE' });
});

test('the output of an Express machine goes on', async () => {
  const { calls } = await sent([record('1', 5)], { [LOOK_UP]: { owner: 'ada' } }, { Enrichment: LOOK_UP });

  expect(calls[1]).toMatchObject({ arn: SHELF, input: [{ owner: 'ada' }] });
});

test.each([
  ['a machine that failed', LOOK_UP, new Error('no such owner')],
  ['a function that failed', WEIGH, new Error('no such owner')],
])('the messages come again after %s', async (_, Enrichment, answer) => {
  await expect(sent([record('1', 5)], { [Enrichment]: answer }, { Enrichment })).rejects.toThrow(
    'no such owner',
  );
});

test.each([
  ['an empty list', []],
  ['an empty object', {}],
  ['an empty text', ''],
])('%s as the answer calls no target, and the messages are done', async (_, answer) => {
  const { calls, failed } = await sent([record('1', 5)], { [WEIGH]: answer });

  expect(calls.map(({ arn }) => arn)).toEqual([WEIGH]);
  expect(failed).toEqual([]);
});

test('a list of an empty object calls the target with it', async () => {
  const { calls } = await sent([record('1', 5)], { [WEIGH]: [{}] });

  expect(calls[1]).toMatchObject({ arn: SHELF, input: [{}] });
});

test('both templates count: that of the enrichment for records, that of the target for its answer', async () => {
  const { calls } = await sent(
    [record('1', { id: 'b7' })],
    { [WEIGH]: [{ grams: 5 }] },
    {
      EnrichmentParameters: { InputTemplate: '{"parcel":<$.body.id>}' },
      TargetParameters: { InputTemplate: '{"weight":<$.grams>,"by":<aws.pipes.enrichment-arn>}' },
    },
  );

  expect(calls.map(({ input }) => input)).toEqual([[{ parcel: 'b7' }], [{ weight: 5, by: WEIGH }]]);
});

test('a target that takes one event at a time gets each of the answer', async () => {
  const { calls } = await sent(
    [record('1', 5)],
    { [WEIGH]: [{ grams: 5 }, { grams: 6 }] },
    { Target: TOPIC },
  );

  expect(calls.slice(1)).toMatchObject([
    { arn: TOPIC, input: { grams: 5 } },
    { arn: TOPIC, input: { grams: 6 } },
  ]);
});
