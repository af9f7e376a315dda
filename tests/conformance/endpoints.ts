// Where cases can be asked: the laptop cloud, its peers from PyPI, and any URL.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLaptop } from '../clients/laptop.ts';
import { startEmulator } from '../sam/emulator.ts';
import { freePort } from '../sam/free-port.ts';
import { MINISTACK, type PythonTool, programsOf } from '../sam/virtual-environment.ts';
import { formOf, signedFetch } from './signed-fetch.ts';

export interface Endpoint {
  /** As tables name it, with its version where that is known. */
  name: string;
  /** Without it clients find AWS themselves. */
  url?: string;
  region: string;
  accountId: string;
  roleArn: string;
  /** Without them clients find their own. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export interface StartedEndpoint {
  endpoint: Endpoint;
  stop(): Promise<void>;
}

const ROLE = 'conformance';
const LOCAL_KEYS = { accessKeyId: 'local', secretAccessKey: 'local' };
// moto[all] would bring what judges CloudFormation templates; the services asked here need no more than these.
const MOTO: PythonTool = {
  name: 'moto',
  requirement: 'moto[server,s3,sqs,sns,events,dynamodb,stepfunctions,awslambda]==5.2.5',
};

/** What `--endpoint` may name beside a URL. */
export const NAMED_ENDPOINTS = {
  ours: startOurs,
  ministack: startMiniStack,
  moto: startMoto,
} as const;

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['states.amazonaws.com', 'lambda.amazonaws.com'] },
      Action: 'sts:AssumeRole',
    },
  ],
});

/** Where all of its state machines and functions may do everything. */
const TEMPLATE = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: ROLE,
        AssumeRolePolicyDocument: JSON.parse(TRUST) as object,
        Policies: [
          {
            PolicyName: 'everything',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
            },
          },
        ],
      },
    },
  },
};

async function startOurs(): Promise<StartedEndpoint> {
  const laptop = await startLaptop(TEMPLATE);
  return {
    endpoint: local('laptop-cloud', laptop.endpoint, '000000000000', LOCAL_KEYS),
    stop: laptop.stop,
  };
}

async function startMiniStack(): Promise<StartedEndpoint> {
  const folder = mkdtempSync(path.join(tmpdir(), 'conformance-'));
  const emulator = await startEmulator(path.join(folder, 'ministack.log'));
  const version = MINISTACK.requirement.split('==')[1];
  return {
    endpoint: local(`MiniStack ${version}`, emulator.endpoint, '000000000000', {
      accessKeyId: 'test',
      secretAccessKey: 'test',
    }),
    async stop() {
      await emulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startMoto(): Promise<StartedEndpoint> {
  const programs = await programsOf(MOTO);
  const port = await freePort();
  const child = spawn(path.join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) child.kill();
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  if (!(await answers(url))) {
    await stop();
    throw new Error('moto did not start within a minute');
  }
  const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
  const endpoint = local(`moto ${MOTO.requirement.split('==')[1]}`, url, '123456789012', keys);
  // Without being told it lets every execution succeed at once.
  await fetch(`${url}/moto-api/config`, {
    method: 'POST',
    body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
  });
  // It has no role that nobody made.
  const role = {
    Action: 'CreateRole',
    RoleName: ROLE,
    AssumeRolePolicyDocument: TRUST,
    Version: '2010-05-08',
  };
  await signedFetch(endpoint, { service: 'iam', ...formOf(role) });
  return { endpoint, stop };
}

/** A URL is used as it is; what it has for keys, account and role the environment says. */
export function givenEndpoint(url: string): StartedEndpoint {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, CONFORMANCE_ACCOUNT_ID } = process.env;
  const keys =
    AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
      ? { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY }
      : LOCAL_KEYS;
  return { endpoint: local(url, url, CONFORMANCE_ACCOUNT_ID ?? '000000000000', keys), stop: async () => {} };
}

/** AWS itself, with the account and role that the environment names. Throws an Error that says what is missing. */
export function awsEndpoint(): StartedEndpoint {
  const {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  } = process.env;
  const roleArn = process.env['CONFORMANCE_ROLE_ARN'];
  const accountId = roleArn?.split(':')[4];
  if (!region || !accountId || !roleArn || !accessKeyId || !secretAccessKey) {
    throw new Error(
      'AWS needs AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and CONFORMANCE_ROLE_ARN, a role that Step Functions and Lambda may assume',
    );
  }
  const credentials = { accessKeyId, secretAccessKey };
  return { endpoint: { name: 'AWS', region, accountId, roleArn, credentials }, stop: async () => {} };
}

/** Why an endpoint is not asked; undefined where it is. */
export function refusedEndpoint(name: string, isAwsAllowed: boolean): string | undefined {
  if (Object.hasOwn(NAMED_ENDPOINTS, name)) return undefined;
  const host = name === 'aws' ? 'amazonaws.com' : URL.canParse(name) ? new URL(name).hostname : undefined;
  if (host === undefined) return `${name} is neither a known endpoint nor a URL.`;
  if (!/(^|\.)(amazonaws\.com(\.cn)?|aws\.dev|api\.aws)$/.test(host) || isAwsAllowed) return undefined;
  return `${name} is AWS, where this makes queues, tables, buckets and functions at your cost: say --allow-aws if you want that.`;
}

function local(
  name: string,
  url: string,
  accountId: string,
  credentials: { accessKeyId: string; secretAccessKey: string },
): Endpoint {
  return {
    name,
    url,
    region: 'us-east-1',
    accountId,
    roleArn: process.env['CONFORMANCE_ROLE_ARN'] ?? `arn:aws:iam::${accountId}:role/${ROLE}`,
    credentials,
  };
}

async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 240; attempt += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return true;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return false;
}
