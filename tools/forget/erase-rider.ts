// One erasure by hand: started, followed to its end, its receipt printed.

import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ForgetClients } from './clients.ts';
import { recordOf } from './mark.ts';
import type { ForgetOutputs } from './stack.ts';

const POLL_MS = 300;
const NOTES: Readonly<Record<string, string>> = {
  LetItCome: ', up to five minutes: an upload form is still good, or a step at work',
  ErasedByAnother: ': another erasure of this rider had begun',
};

/** True when nothing is left of the rider. */
export async function eraseRider(
  clients: ForgetClients,
  outputs: ForgetOutputs,
  riderId: string,
  say: (line: string) => void,
): Promise<boolean> {
  const { sfn } = clients;
  const erasureId = randomUUID();
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: outputs.ForgetRiderArn,
      name: erasureId,
      input: JSON.stringify({ riderId, erasureId }),
    }),
  );
  say(`erasing ${riderId} (${erasureId})`);
  const told = new Set<number>();
  let fault: string | undefined;
  for (;;) {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    for (const { id = 0, stateEnteredEventDetails: entered, ...event } of events) {
      // What the machine caught says more than the state that it ends in.
      fault = event.lambdaFunctionFailedEventDetails?.error ?? event.taskFailedEventDetails?.error ?? fault;
      if (!entered?.name || told.has(id)) continue;
      told.add(id);
      say(`  ${entered.name}${NOTES[entered.name] ?? ''}`);
    }
    if (status === 'RUNNING') {
      await wait(POLL_MS);
      continue;
    }
    const record = await recordOf(clients, outputs, riderId);
    if (record?.receipt) say(JSON.stringify(record.receipt, null, 2));
    else if (record?.state === 'running') say('another erasure of this rider is at it');
    else if (status === 'SUCCEEDED') say('the record has no receipt; docs/runbook.md#erasures-delayed');
    else
      say(`${status}${fault ? ` (${fault})` : ''}: something may be left; docs/runbook.md#erasures-delayed`);
    return status === 'SUCCEEDED' && record?.state === 'done';
  }
}
