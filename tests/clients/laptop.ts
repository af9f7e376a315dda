// A laptop cloud in a process and a folder of its own; with one bucket, unless a template says otherwise.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../sam/free-port.ts';
import { ROOT } from '../sam/project.ts';
import { BUCKET } from './client.ts';

export interface Laptop {
  endpoint: string;
  /** For what clients write. */
  folder: string;
  stop(): Promise<void>;
}

const TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: BUCKET } } },
};

export async function startLaptop(template: object = TEMPLATE): Promise<Laptop> {
  const folder = mkdtempSync(path.join(tmpdir(), 'clients-'));
  writeFileSync(path.join(folder, 'template.yaml'), JSON.stringify(template));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  const port = await freePort();
  const program = path.join(ROOT, 'packages/laptop-cloud/bin/laptop-cloud.mjs');
  const child = spawn(process.execPath, [program, 'start', '--port', String(port), '--web-port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  let text = '';
  // It goes on writing, and would end with its output closed: so it is read to the end.
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('is ready')) resolve();
    });
    child.once('exit', () => resolve());
  });
  if (!text.includes('is ready')) {
    await stop();
    throw new Error(`the laptop did not start:\n${text}`);
  }
  return { endpoint: `http://127.0.0.1:${port}`, folder, stop };
}
