// What `laptop-cloud start` has loaded when it is ready: code that a small application never runs takes memory all day.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const BIN = path.resolve('packages/laptop-cloud/bin/laptop-cloud.mjs');

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Bucket: { Type: AWS::S3::Bucket }
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: { Definition: { StartAt: Nothing, States: { Nothing: { Type: Succeed } } } }
`;

/** Writes down what is loaded, by whichever way. */
const HOOK = `import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
appendFileSync('processes.txt', JSON.stringify([process.pid, process.env.MALLOC_ARENA_MAX, process.env.MALLOC_MMAP_THRESHOLD_]) + '\\n');
registerHooks({ load: (url, context, next) => (appendFileSync('loaded.txt', url + '\\n'), next(url, context)) });
`;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'laptop-cloud-loaded-'));
  writeFileSync(path.join(folder, 'template.yaml'), TEMPLATE);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "small", "type": "module" }\n');
  writeFileSync(path.join(folder, 'hook.mjs'), HOOK);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function startedOnce(): Promise<string[]> {
  const hook = pathToFileURL(path.join(folder, 'hook.mjs')).href;
  writeFileSync(path.join(folder, 'loaded.txt'), '');
  const child = spawn(process.execPath, ['--import', hook, BIN, 'start', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  await isReady(child);
  child.kill('SIGTERM');
  await gone;
  return readFileSync(path.join(folder, 'loaded.txt'), 'utf8').trimEnd().split('\n');
}

async function isReady(child: ChildProcess): Promise<void> {
  for await (const line of createInterface(child.stdout!))
    if (line.includes('export AWS_ENDPOINT_URL')) return;
  throw new Error('it ended before it was ready');
}

test('a start loads the cloud, but none of the packages that only some requests need', async () => {
  // The first compiles, and bundles what functions run in.
  await startedOnce();

  const loaded = await startedOnce();

  const code = loaded.filter((url) => !url.endsWith('.json'));
  const packages = new Set(code.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]));
  const forRequests = /^(@aws-sdk\/.*|@smithy\/(?!core|types).*|esbuild|fast-xml-parser|jose|jsonata)$/;
  expect(code).toContain(pathToFileURL(path.resolve('packages/laptop-cloud/src/cloud.ts')).href);
  expect([...packages].filter((name) => forRequests.test(name ?? ''))).toEqual([]);
});

(process.platform === 'linux' ? test : test.skip)(
  'a start begins anew in its own place, with one arena whose large pieces go back to the system',
  async () => {
    writeFileSync(path.join(folder, 'processes.txt'), '');

    await startedOnce();

    const lines = readFileSync(path.join(folder, 'processes.txt'), 'utf8').trimEnd().split('\n');
    const begun = lines.map((line) => JSON.parse(line) as [number, string | null, string | null]);
    expect(begun.map(([, arenas, piece]) => [arenas, piece])).toEqual([
      [null, null],
      ['1', '32768'],
    ]);
    expect(new Set(begun.map(([pid]) => pid)).size).toBe(1);
  },
);
