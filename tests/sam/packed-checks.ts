// The proof of the cut: the packed packages serve somebody else's template, an upload runs through it, and a breakpoint in its
// function stops.

import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { debug } from '../debug/debugger.ts';
import { runOrThrow } from './command.ts';
import { type Installed, installPacked, WITH_THIS_NODE } from './packed-packages.ts';
import { ROOT } from './project.ts';

const KEY = 'box-1';
const BREAKPOINT = 3;

/** Each difference is one problem. */
export async function checkPacked(): Promise<string[]> {
  const installed = await installPacked(path.join(import.meta.dirname, 'parcels'));
  try {
    return [
      ...(/npm warn/i.test(installed.said) ? [`npm install warned: ${installed.said}`] : []),
      ...(await compiles(installed)),
      ...(await uploads(installed)),
      ...(await stops(installed)),
    ];
  } finally {
    await installed.remove();
  }
}

/** Of a project that is typed as Node's own modules are. */
async function compiles({ folder }: Installed): Promise<string[]> {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const words = '--noEmit --strict --checkJs --module nodenext --target es2024 --typeRoots'.split(' ');
  const types = [path.join(ROOT, 'node_modules/@types'), '--types', 'node'];
  const found = await runOrThrow(process.execPath, [tsc, ...words, ...types, 'laptop.config.mjs'], {
    cwd: folder,
  }).then(
    () => [],
    (error: Error) => [`laptop.config.mjs does not compile: ${error.message}`],
  );
  console.log(`  types: ${found.length === 0 ? 'compile' : 'do not compile'}`);
  return found;
}

async function uploads({ folder }: Installed): Promise<string[]> {
  const laptop = startIn(folder, 'npx', ['laptop-cloud', 'start', '--port', '0', '--state', '.first']);
  try {
    const { title, endpoint, bucket, table } = await laptop.ready;
    await upload(endpoint, bucket);
    const grams = await gramsOf(endpoint, table);
    console.log(`  ${title}: ${KEY} weighs ${grams} g`);
    return [
      ...(title === 'Parcels' ? [] : [`laptop.config.mjs names the project Parcels, not ${title}`]),
      ...(grams === '500' ? [] : [`${KEY} should weigh 500 g, not ${grams}`]),
    ];
  } finally {
    await laptop.end();
  }
}

/** What F5 does: `program` is the file that npx runs. */
async function stops({ folder }: Installed): Promise<string[]> {
  const program = path.join(folder, 'node_modules/laptop-cloud/bin/laptop-cloud.mjs');
  const words = ['--inspect-wait=127.0.0.1:0', program, 'start', '--port', '0', '--state', '.second'];
  const laptop = startIn(folder, process.execPath, words);
  const file = path.join(folder, 'src/weigh.ts');
  const inspected = await debug(await laptop.inspector, { file, line: BREAKPOINT }, [
    path.join(folder, '.second/build/**/*.js'),
    path.join(folder, '.second/build/**/*.mjs'),
  ]);
  try {
    const { endpoint, bucket, table } = await laptop.ready;
    await upload(endpoint, bucket);
    const stop = await inspected.stopped();
    const [grams, event] = [await stop.read('grams'), await stop.read('event')];
    console.log(
      `  stopped at ${path.relative(folder, stop.file)}:${stop.line}, grams ${JSON.stringify(grams)}`,
    );
    await stop.resume();
    return [
      ...(stop.file === file && stop.line === BREAKPOINT ? [] : [`stopped at ${stop.file}:${stop.line}`]),
      ...(grams === 500 ? [] : [`grams should be 500 at the breakpoint, not ${JSON.stringify(grams)}`]),
      ...(JSON.stringify(event) === JSON.stringify({ key: KEY })
        ? []
        : [`event is ${JSON.stringify(event)}`]),
      ...((await gramsOf(endpoint, table)) === '500' ? [] : ['after the breakpoint nothing was kept']),
    ];
  } finally {
    inspected.close();
    await laptop.end();
  }
}

interface Ready {
  title: string;
  endpoint: string;
  bucket: string;
  table: string;
}

interface Laptop {
  inspector: Promise<string>;
  ready: Promise<Ready>;
  end(): Promise<void>;
}

function startIn(folder: string, program: string, words: string[]): Laptop {
  // Its own group: npx stands between.
  const child: ChildProcess = spawn(program, words, {
    cwd: folder,
    detached: true,
    env: WITH_THIS_NODE,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const inspector = Promise.withResolvers<string>();
  const ready = Promise.withResolvers<Ready>();
  for (const { promise } of [inspector, ready]) promise.catch(() => undefined);
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    const url = /Debugger listening on (ws:\S+)/.exec(said)?.[1];
    if (url) inspector.resolve(url);
    const [, title, endpoint] = /^(.+) is ready[\s\S]*?AWS endpoint\s+(\S+)/m.exec(said) ?? [];
    const [bucket, table] = ['Inbox', 'Table'].map(
      (name) => new RegExp(`^  ${name}\\s+(\\S+)`, 'm').exec(said)?.[1],
    );
    if (title && endpoint && bucket && table) ready.resolve({ title, endpoint, bucket, table });
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => {
    for (const { reject } of [inspector, ready]) reject(new Error(`laptop-cloud start ended: ${said}`));
  });
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    await ended;
  };
  return { inspector: inspector.promise, ready: ready.promise, end };
}

const clientOf = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

async function upload(endpoint: string, Bucket: string): Promise<void> {
  const s3 = new S3Client({ ...clientOf(endpoint), forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket, Key: KEY, Body: 'tea' }));
  s3.destroy();
}

async function gramsOf(endpoint: string, TableName: string): Promise<string | undefined> {
  const dynamoDb = new DynamoDBClient(clientOf(endpoint));
  try {
    for (let tries = 0; tries < 100; tries++) {
      const { Item } = await dynamoDb.send(new GetItemCommand({ TableName, Key: { id: { S: KEY } } }));
      if (Item) return Item['grams']?.N;
      await wait(200);
    }
    return undefined;
  } finally {
    dynamoDb.destroy();
  }
}
