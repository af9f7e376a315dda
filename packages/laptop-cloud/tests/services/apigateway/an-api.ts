// A stack with HTTP APIs on a laptop cloud of its own, and how to ask it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Cloud, startCloud } from '../../../src/cloud.ts';
import type { CloudOptions } from '../../../src/cloud-options.ts';

export interface TestStack {
  cloud: Cloud;
  /** Lines for whoever runs it. */
  logged: string[];
  /** Asks the only API, or what `address` leads to. */
  ask(pathAndQuery: string, options?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

export interface Ask {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  address?: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  json<T = Record<string, unknown>>(): T;
}

/** Answers with its event, or does what the body or the query `do` says. */
export const ECHO = `
exports.handler = async (event) => {
  const text = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString() : event.body;
  if (event.queryStringParameters?.answer) return JSON.parse(event.queryStringParameters.answer);
  if (event.queryStringParameters?.fail) throw new Error('it fails');
  if (event.queryStringParameters?.wait) await new Promise((done) => setTimeout(done, Number(event.queryStringParameters.wait)));
  return { event, text };
};`;

/** A function `Echo` in YAML with these events and whatever else the template holds. */
export function echoTemplate(events: string, more = ''): string {
  return `
Transform: AWS::Serverless-2016-10-31
Resources:
  Echo:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |${ECHO.replaceAll('\n', '\n        ')}
      Events: ${events}
${more}`;
}

/** `files` lie beside the template. */
export async function aStack(
  template: string,
  options: Partial<CloudOptions> = {},
  files: Readonly<Record<string, string>> = {},
): Promise<TestStack> {
  const folder = mkdtempSync(path.join(tmpdir(), 'http-api-'));
  mkdirSync(folder, { recursive: true });
  const templatePath = path.join(folder, 'template.yaml');
  for (const [name, text] of Object.entries({ ...files, 'template.yaml': template }))
    writeFileSync(path.join(folder, name), text);
  const logged: string[] = [];
  const forget = () => rmSync(folder, { recursive: true, force: true });
  const cloud = await startCloud({
    templatePath,
    stateFolder: path.join(folder, 'state'),
    port: 0,
    log: (line) => logged.push(line),
    ...options,
  }).catch((error: unknown) => {
    forget();
    throw error;
  });
  return {
    cloud,
    logged,
    ask: (pathAndQuery, { address = cloud.sites()[0]!.address, ...asked } = {}) =>
      ask(`${address}${pathAndQuery}`, asked),
    close: async () => {
      await cloud.close();
      forget();
    },
  };
}

/** Unlike fetch it sends a path as it is, any Host, and a header twice. */
function ask(url: string, { method = 'GET', headers = {}, body }: Ask): Promise<Answer> {
  const [, host = '', port = '', target = ''] = /^http:\/\/([^:/]+):(\d+)(.*)$/.exec(url) ?? [];
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port,
        path: target || '/',
        method,
        headers: { host: `${host}:${port}`, ...headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: text,
            json: <T>() => JSON.parse(text) as T,
          });
        });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
