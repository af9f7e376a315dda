// The face models, packed: installed in an empty folder, they answer somebody else's function about a drawn portrait.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { installPacked, WITH_THIS_NODE } from './packed-packages.ts';
import { ROOT } from './project.ts';

const KEY = 'portrait.jpg';
const LONGEST_WAIT_MS = 120_000;

/** Each difference is one problem. */
export async function checkPackedFaces(): Promise<string[]> {
  const installed = await installPacked(path.join(import.meta.dirname, 'portraits'), ['local-rekognition']);
  const laptop = startIn(installed.folder);
  try {
    const { endpoint, inbox, table } = await laptop.ready;
    const client = {
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    const Body = await readFile(path.join(ROOT, 'samples/ada-2.jpg'));
    const s3 = new S3Client({ ...client, forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket: inbox, Key: KEY, Body }));
    s3.destroy();
    const faces = await facesOf(new DynamoDBClient(client), table);
    console.log(`  ${KEY} shows ${faces ?? 'an unknown number of'} faces`);
    return faces === '1' ? [] : [`${KEY} should show 1 face, not ${faces}: ${laptop.said()}`];
  } finally {
    await laptop.end();
    await installed.remove();
  }
}

async function facesOf(client: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const end = Date.now() + LONGEST_WAIT_MS;
  try {
    while (Date.now() < end) {
      const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: KEY } } }));
      if (Item) return Item['faces']?.N;
      await wait(500);
    }
    return undefined;
  } finally {
    client.destroy();
  }
}

interface Ready {
  endpoint: string;
  inbox: string;
  table: string;
}

function startIn(folder: string): { ready: Promise<Ready>; said(): string; end(): Promise<void> } {
  // Its own group: npx stands between.
  const child: ChildProcess = spawn('npx', ['laptop-cloud', 'start', '--port', '0'], {
    cwd: folder,
    detached: true,
    env: WITH_THIS_NODE,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = Promise.withResolvers<Ready>();
  ready.promise.catch(() => undefined);
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
    const [endpoint, inbox, table] = ['AWS endpoint', 'Inbox', 'Table'].map(
      (name) => new RegExp(`^  ${name}\\s+(\\S+)`, 'm').exec(said)?.[1],
    );
    if (endpoint && inbox && table) ready.resolve({ endpoint, inbox, table });
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void ended.then(() => ready.reject(new Error(`laptop-cloud start ended: ${said}`)));
  return {
    ready: ready.promise,
    said: () => said,
    end: async () => {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      await ended;
    },
  };
}
