// The smallest application that has all the parts: a bucket, a rule, a state machine, a function.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../laptop.ts';

const NOTHING = 'exports.handler = async () => ({ ok: true });';

/** The application's template, its function with this code. */
export function templateWith(code: string): string {
  // A text in JSON is one in YAML.
  return `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } }
  Queue: { Type: AWS::SQS::Queue }
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }]
      KeySchema: [{ AttributeName: pk, KeyType: HASH }]
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: ${JSON.stringify(code)}
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies: [{ LambdaInvokePolicy: { FunctionName: !Ref Hello } }]
      Definition:
        StartAt: Call
        States:
          Call: { Type: Task, Resource: !GetAtt Hello.Arn, End: true }
      Events:
        Put:
          Type: EventBridgeRule
          Properties:
            Pattern:
              source: [aws.s3]
              detail-type: [Object Created]
              detail: { bucket: { name: [!Ref Bucket] }, object: { key: [{ prefix: incoming/ }] } }
Outputs:
  Bucket: { Value: !Ref Bucket }
  Queue: { Value: !Ref Queue }
  Table: { Value: !Ref Table }
  Machine: { Value: !Ref Machine }
`;
}

export type Output = 'Bucket' | 'Queue' | 'Table' | 'Machine';

export interface SmallApp {
  endpoint: string;
  outputs: Readonly<Record<Output, string>>;
  pid: number;
  readyMs: number;
  stop(): Promise<void>;
}

/** Starts it in a folder of its own, whose state it goes on with. */
export async function startSmallApp(folder: string, template = templateWith(NOTHING)): Promise<SmallApp> {
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  writeFileSync(path.join(folder, 'template.yaml'), template);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "small", "type": "module" }\n');
  const launch = path.join(ROOT, 'packages', 'laptop-cloud', 'bin', 'laptop-cloud.mjs');
  const startedAt = performance.now();
  const child = spawn(process.execPath, [launch, 'start', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await readyLines(child);
  const readyMs = performance.now() - startedAt;
  const value = (name: string): string => {
    const line = printed.find((each) => each.trimStart().startsWith(`${name} `));
    if (!line) throw new Error(`the small application did not print its ${name}:\n${printed.join('\n')}`);
    return line.trim().slice(name.length).trim();
  };
  return {
    endpoint: value('AWS endpoint'),
    outputs: {
      Bucket: value('Bucket'),
      Queue: value('Queue'),
      Table: value('Table'),
      Machine: value('Machine'),
    },
    pid: child.pid!,
    readyMs,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function readyLines(child: ChildProcess): Promise<string[]> {
  const lines: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  createInterface(child.stdout!).on('line', (line) => {
    lines.push(line);
    if (line.includes('export AWS_ENDPOINT_URL')) resolve();
  });
  child.once('exit', () => reject(new Error(`it ended before it was ready:\n${lines.join('\n')}`)));
  await promise;
  return lines;
}
