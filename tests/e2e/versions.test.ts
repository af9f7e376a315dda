// A photo that waits for a person while another Configuration is deployed. A laptop deploys by a restart, after which the
// execution goes on: the token that was given to the reviewer before is still good.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DescribeExecutionCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import '../support/long-suite.ts';
import { type Laptop, sample, startLaptop } from './laptop.ts';

const stateFolder = mkdtempSync(path.join(tmpdir(), 'versions-'));
let running: Laptop | undefined;
afterAll(async () => {
  await running?.close();
  rmSync(stateFolder, { recursive: true, force: true });
});

/** In place of the one there was. */
async function deployed(thumbnails: number): Promise<Laptop> {
  await running?.close();
  const Configuration = JSON.stringify({
    duplicate: { rejectPercent: 100 },
    thumbnails: { sizes: [thumbnails], formats: ['jpeg'] },
  });
  running = await startLaptop({ stateFolder, parameters: { Configuration } });
  return running;
}

async function tokenOf(laptop: Laptop): Promise<string> {
  const open = (await laptop.rows()).find(({ pk, taskToken }) => pk === 'RIDER#twin' && taskToken);
  return String(open?.['taskToken']);
}

it('keeps the version and the Configuration it began with; photos after it have the new ones', async () => {
  const before = await deployed(48);
  await before.send(sample('ada.jpg'), 'ada');
  const waiting = await before.send(sample('ada-2.jpg'), 'twin');
  expect(waiting.status).toBe('in-review');

  const after = await deployed(96);
  const sfn = new SFNClient(after.cloud.clientConfig);
  const versionOf = async (executionArn: string) =>
    (await sfn.send(new DescribeExecutionCommand({ executionArn }))).stateMachineVersionArn
      ?.split(':')
      .at(-1);
  const next = await after.send(sample('bao.jpg'), 'bao');
  expect(next.status).toBe('approved');
  expect(await versionOf(next.executionArn)).toBe('2');

  const { goingOn } = await after.cloud.resumed;
  expect(goingOn.map(({ executionArn }) => executionArn)).toEqual([waiting.executionArn]);
  const ended = after.cloud.stepFunctions.ended(waiting.executionArn);
  const output = JSON.stringify({ decision: 'approve', reviewer: 'reviewer-7' });
  await sfn.send(new SendTaskSuccessCommand({ taskToken: await tokenOf(after), output }));
  expect(await ended).toMatchObject({ status: 'SUCCEEDED', redriveCount: 0 });
  expect(await versionOf(waiting.executionArn)).toBe('1');

  const copies = (await after.keys('derived/')).map((key) => key.replace(/^derived\/(\w+)\/.*\//, '$1 '));
  expect(copies.filter((copy) => copy.startsWith('twin'))).toContain('twin 48.jpg');
  expect(copies.filter((copy) => copy.startsWith('twin'))).not.toContain('twin 96.jpg');
  expect(copies).toContain('bao 96.jpg');
  sfn.destroy();
}, 90_000);
