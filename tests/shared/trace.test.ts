// What reaches the X-Ray daemon: a real socket, a real SDK client, a step in a process of its own.

import { spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { EXECUTION } from './invocation.ts';

const ROOT = path.join(__dirname, '../..');
const TRACE_ID = '1-5759e988-bd862e3fe1be46a994272793';

interface Segment {
  name: string;
  trace_id: string;
  parent_id: string;
  annotations?: Record<string, unknown>;
  aws?: Record<string, unknown>;
  subsegments?: Segment[];
  fault?: boolean;
  error?: boolean;
  cause?: { exceptions?: { type: string }[] };
}

let daemon: Socket;
let aws: Server;
let folder: string;
let status = 404;
const documents: string[] = [];

beforeAll(async () => {
  daemon = createSocket('udp4');
  daemon.on('message', (message) => documents.push(message.toString().split('\n').slice(1).join('\n')));
  daemon.bind(0, '127.0.0.1');
  aws = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(
      '<Error><Code>NoSuchKey</Code><Message>no arn:aws:s3:::photos/derived/secret-rider</Message></Error>',
    );
  }).listen(0, '127.0.0.1');
  await Promise.all([once(daemon, 'listening'), once(aws, 'listening')]);
  folder = mkdtempSync(path.join(tmpdir(), 'traced-'));
});

afterAll(() => {
  daemon.close();
  aws.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  documents.length = 0;
});

async function trace(step: string, event: unknown): Promise<Segment[]> {
  const outfile = path.join(folder, `${step}.cjs`);
  buildSync({
    entryPoints: [path.join(ROOT, 'src/steps', `${step}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    external: ['sharp'],
    alias: { 'cls-hooked/context': path.join(ROOT, 'src/shared/trace-context.ts') },
  });
  const runner = path.join(ROOT, 'tests/shared/traced-step.ts');
  const child = spawn(process.execPath, [runner, outfile, JSON.stringify(event)], {
    env: {
      PATH: process.env['PATH'],
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: 'Sample',
      AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
      AWS_XRAY_LOG_LEVEL: 'silent',
      _X_AMZN_TRACE_ID: `Root=${TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      FACE_COLLECTION_ID: 'faces',
    },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  return documents.map((document) => JSON.parse(document) as Segment);
}

function flatten(segments: Segment[]): Segment[] {
  return segments.flatMap((segment) => [segment, ...flatten(segment.subsegments ?? [])]);
}

it('puts a subsegment named after the step under the function, with verdict and reasons to search by', async () => {
  const { default: event } = (await import('../../events/decide/retake.json')) as { default: object };
  const segments = await trace('decide', event);
  expect(segments).toHaveLength(1);
  expect(segments[0]).toMatchObject({
    name: '## Decide',
    trace_id: TRACE_ID,
    parent_id: '53995c3f42cd8ad8',
    annotations: { step: 'Decide', verdict: 'retake', reasons: 'SUNGLASSES,TOO_DARK', coldStart: true },
  });
});

it('puts calls of services below the step, without keys, also those that services quote, and marks the failure with its type', async () => {
  const image = { bucket: 'photos', key: 'derived/secret-rider/1/working.jpg', width: 800, height: 1000 };
  status = 404;
  const segments = await trace('classify-photo', { executionArn: EXECUTION, endpoint: 'model', image });
  const all = flatten(segments);
  const step = all.find(({ name }) => name === '## ClassifyPhoto');
  const call = all.find(({ name }) => name === 'S3');
  expect(step).toMatchObject({ fault: true, annotations: { executionArn: EXECUTION } });
  expect(step?.cause?.exceptions?.[0]?.type).toBe('PhotoGoneError');
  expect(call?.aws).toMatchObject({ operation: 'GetObject', bucket_name: 'photos' });
  expect(call).toMatchObject({ error: true, cause: { exceptions: [{ type: 'NoSuchKey' }] } });
  expect(documents.join('')).not.toContain('secret-rider');
});
