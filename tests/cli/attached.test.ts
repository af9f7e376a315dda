// Commands beside a cloud that runs in another process, which for them this test is.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Cloud } from '../../packages/laptop-cloud/src/cloud.ts';
import { startProject } from '../support/laptop-options.ts';
import type { Ran } from './many-commands.ts';

const ROOT = path.join(import.meta.dirname, '../..');

jest.setTimeout(120_000);

let state: string;
let cloud: Cloud;
beforeAll(async () => {
  state = mkdtempSync(path.join(tmpdir(), 'attached-'));
  cloud = await startProject({ stateFolder: state });
});
afterAll(async () => {
  await cloud.close();
  rmSync(state, { recursive: true, force: true });
});

const run = (...words: string[]) =>
  started('packages/laptop-cloud/bin/laptop-cloud.mjs', ...words, '--state', state);

function started(...words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, words, { cwd: ROOT });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

it('a photo travels through the running cloud, and once more is a repeat', async () => {
  const first = await run('photo', 'samples/truncated.jpg', '--rider', 'ada', '--json');
  expect(first.stderr).toContain(`with npm start at ${cloud.endpoint} (process ${process.pid})`);
  expect(JSON.parse(first.stdout)).toMatchObject({
    status: 'retake',
    isRepeat: false,
    wasRiderTold: true,
    told: [{ isEarlier: false }],
  });
  expect(first.code).toBe(10);
  expect(cloud.stepFunctions.list()).toHaveLength(1);

  const again = await run('photo', 'samples/truncated.jpg', '--rider', 'ada');
  expect(again.stdout).toMatch(/ReadClaim/);
  expect(again.stdout).not.toMatch(/InspectPhoto/);
  expect(again.stdout).toMatch(/retake \(checked before\)/);
  expect(again.stdout).toMatch(/checked before; the rider was notified then/);
  expect(again.stdout).not.toMatch(/^ {2}rider was notified Please/m);
  expect(again.code).toBe(10);
});

it('a step runs here, with its first event and then its last, and starts no execution', async () => {
  const before = cloud.stepFunctions.list().length;
  const first = await run('step', 'src/steps/inspect-photo.ts');
  expect(first.stderr).toMatch(/animated-gif\.json: the first event of events\/inspect-photo\//);
  expect(first.stderr).toMatch(/## InspectPhoto/);
  expect(first.code).toBe(0);
  await run('step', 'events/inspect-photo/happy.json');

  const again = await run('step', 'InspectPhoto');

  expect(again.stderr).toMatch(/happy\.json: the event that InspectPhoto had last/);
  expect(JSON.parse(again.stdout)).toMatchObject({ readable: true });
  expect(cloud.stepFunctions.list()).toHaveLength(before);
});

it('what belongs to the cloud that runs is refused with the way out', async () => {
  const refused: [string[], RegExp][] = [
    [
      ['photo', 'samples/ada.jpg', '--fault', 'state=DetectFace,do=crash'],
      /--fault belongs to the cloud itself/,
    ],
    [['photo', 'samples/ada.jpg', '--mocks', 'Approved'], /--mocks belongs to the cloud itself/],
    [
      ['step', 'Decide', '--parameter-overrides', 'LabelPhotos=off'],
      /give it to npm start, or run this apart/,
    ],
    [['start', '--port', '0'], /in use by npm start at http:.*other commands work with it/],
    [['reset'], /in use by npm start/],
  ];
  const lines = refused.map(([words]) => [...words, '--state', state]);

  const { stdout } = await started('tests/cli/many-commands.ts', JSON.stringify(lines));

  const ran = JSON.parse(stdout) as Ran[];
  expect(ran.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    refused.map(([, message]) => ({ code: 2, stderr: expect.stringMatching(message) })),
  );
  expect(existsSync(path.join(state, 'lock'))).toBe(true);
});
