// A recheck under way: a bar on a terminal, a line for each state where it is piped.

import { setTimeout as wait } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  GetExecutionHistoryCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import type { Clients } from '../smoke/clients.ts';

const POLL_MS = 500;
const BAR = 30;

/** True when it ended well. */
export async function followRecheck(
  { sfn }: Pick<Clients, 'sfn'>,
  executionArn: string,
  out: NodeJS.WriteStream = process.stdout,
): Promise<boolean> {
  let told = '';
  for (;;) {
    const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    const state = await currentState(sfn, executionArn);
    const line = status === 'RUNNING' ? `${state} ${await barOf(sfn, executionArn)}`.trim() : '';
    if (out.isTTY) out.write(`\r\x1b[2K${line}`);
    else if (status === 'RUNNING' && state !== told) out.write(`  ${state}\n`);
    told = state;
    if (status === 'RUNNING') {
      await wait(POLL_MS);
      continue;
    }
    if (status === 'SUCCEEDED') return true;
    console.error(`error the recheck ended ${status}: ${error ?? ''} ${cause ?? ''}`.trim());
    console.error('Once its cause is gone, the same command with this --name goes on where it stopped.');
    return false;
  }
}

async function currentState(sfn: Clients['sfn'], executionArn: string): Promise<string> {
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: 50,
      includeExecutionData: false,
    }),
  );
  const entered = events.find(
    ({ stateEnteredEventDetails: details }) => details && WORDS[details.name ?? ''],
  );
  return WORDS[entered?.stateEnteredEventDetails?.name ?? ''] ?? 'beginning';
}

const WORDS: Readonly<Record<string, string>> = {
  ReadTable: 'reading the table',
  TakeStock: 'reading the table',
  JudgePhotos: 'judging',
  LookAtPictures: 'looking at pictures',
  SumUp: 'summing up',
  ApplyChanges: 'changing answers',
  IndexPhotos: 'taking in faces',
};

async function barOf(sfn: Clients['sfn'], executionArn: string): Promise<string> {
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const running = mapRuns.find(({ stopDate }) => stopDate === undefined);
  if (!running?.mapRunArn) return '';
  const { itemCounts } = await sfn.send(new DescribeMapRunCommand({ mapRunArn: running.mapRunArn }));
  if (!itemCounts?.total) return '';
  const { total = 0, succeeded = 0, failed = 0, timedOut = 0 } = itemCounts;
  const done = succeeded + failed + timedOut;
  const filled = Math.floor((done / total) * BAR);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${Math.floor((100 * done) / total)} %${failed > 0 ? `, ${failed} failed` : ''}`;
}
