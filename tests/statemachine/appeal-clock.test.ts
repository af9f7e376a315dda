// The clock of an appeal, in virtual time.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { parseStateMachine } from '../../packages/states-language/src/definition.ts';
import { runStateMachine } from '../../packages/states-language/src/run.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';
import { fails } from './journey.ts';

const FILE = path.join(import.meta.dirname, '../../statemachine/appeal-clock.asl.json');
const START = Date.parse('2026-03-01T12:00:00Z');
const DUE = '2026-03-04T12:00:00.500Z';

/** Runs it against a queue that cannot be reached until a moment. */
async function ring(reachableFrom = START) {
  const clock = virtualClock(START);
  const sent: { at: string; message: unknown }[] = [];
  const outcome = await runStateMachine(
    parseStateMachine(fillDefinition(readFileSync(FILE, 'utf8'), { VotesQueueUrl: 'https://queue' })),
    {
      input: { riderId: 'rider-1', photoId: 'photo-1', dueAt: DUE },
      id: 'arn:aws:states:us-east-1:000000000000:execution:clock:1',
      name: '1',
      roleArn: 'arn:aws:iam::000000000000:role/clock',
      startTime: START,
      redriveCount: 0,
      stateMachine: { id: 'arn:aws:states:us-east-1:000000000000:stateMachine:clock', name: 'clock' },
    },
    {
      clock,
      emit: () => {},
      invoke: async ({ input }) => {
        if (clock.now() < reachableFrom) throw fails('SQS.SdkClientException');
        sent.push({ at: new Date(clock.now()).toISOString(), message: input });
        return {};
      },
    },
  );
  return { outcome, sent };
}

it('rings once, when the appeal is due', async () => {
  const { outcome, sent } = await ring();
  expect(outcome.status).toBe('SUCCEEDED');
  expect(sent).toEqual([
    {
      at: DUE,
      message: {
        QueueUrl: 'https://queue',
        MessageBody: { riderId: 'rider-1', photoId: 'photo-1', isClock: true },
      },
    },
  ]);
});

it('rings again and again where the queue cannot be reached for a day', async () => {
  const { outcome, sent } = await ring(Date.parse(DUE) + 86_400_000);
  expect(outcome.status).toBe('SUCCEEDED');
  expect(sent).toHaveLength(1);
  expect(Date.parse(sent[0]!.at) - Date.parse(DUE)).toBeLessThan(86_400_000 + 3_700_000);
});
