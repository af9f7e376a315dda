// AWS_REMOTE=1, tried against a stand-in: the tests of services start, sign with keys they find, skip by name what only the
// laptop can do, pass otherwise, and leave nothing behind. Nothing here ever reaches AWS.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { cases, isLongRun, longRun } from '../../../tests/support/long-run.ts';
import { type StandInAccount, startStandInAccount } from './support/stand-in-account.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const JEST = path.join(ROOT, 'node_modules/jest/bin/jest.js');

interface Report {
  numFailedTests: number;
  testResults: {
    name: string;
    message: string;
    assertionResults: { fullName: string; status: 'passed' | 'failed' | 'pending' }[];
  }[];
}

/** Runs test files as somebody does who has these variables set, and no other keys. */
async function runTests(files: string[], folder: string, environment: Record<string, string>) {
  const outputFile = path.join(folder, 'report.json');
  const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_OPTIONS|JEST_)/.test(name));
  const nothing = path.join(folder, 'none');
  const env = {
    ...Object.fromEntries(own),
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_REMOTE: '1',
    ...environment,
  };
  const options = ['--runInBand', '--silent', '--json', `--outputFile=${outputFile}`, '--runTestsByPath'];
  const child = spawn(process.execPath, [JEST, ...options, ...files], { cwd: ROOT, env, stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(readFileSync(outputFile, 'utf8')) as Report;
}

const SERVICES = path.join(import.meta.dirname, 'services');
// The long run takes those of all six services.
const FILES = cases(
  ['sqs/sqs', 'dynamodb/dynamodb', 's3/objects'],
  ['sns/sns', 'events/events', 'stepfunctions/state-machines', 'stepfunctions/test-state'],
).map((name) => path.join(SERVICES, `${name}.test.ts`));

let folder: string;
let account: StandInAccount;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stand-in-'));
  account = await startStandInAccount(folder);
});
afterAll(async () => {
  await account.close();
  rmSync(folder, { recursive: true, force: true });
});

longRun.it('runs the tests of services in an account, and leaves nothing behind', async () => {
  const { testResults } = await runTests(FILES, folder, account.environment);

  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (status: string) =>
    tests.filter((test) => test.status === status).map((test) => test.fullName);
  expect(named('failed')).toEqual([]);
  for (const { name, message, assertionResults } of testResults) {
    const passed = assertionResults.filter(({ status }) => status === 'passed').length;
    expect({ name, message, passed }).toEqual({ name, message: '', passed: expect.any(Number) });
    expect(passed).toBeGreaterThan(3);
  }
  expect(named('pending').length).toBeGreaterThan(isLongRun ? 20 : 10);
  expect(named('pending').filter((name) => !/\[laptop only: .+\]/.test(name))).toEqual([]);
  const services = cases(['dynamodb', 's3', 'sqs'], ['events', 'sns', 'states']);
  expect([...account.signed].sort()).toEqual(services.sort());
  expect(await leftBehind()).toEqual({
    queues: [],
    topics: [],
    rules: [],
    tables: [],
    machines: [],
    buckets: [],
  });
});

it('says what to set when the account is not named', async () => {
  const { AWS_ACCOUNT_ID: _unset, ...rest } = account.environment;
  const { testResults } = await runTests(FILES.slice(0, 1), folder, rest);
  expect(testResults[0]?.message).toContain('AWS_REMOTE=1 runs in a real account: set AWS_ACCOUNT_ID too');
});

async function leftBehind() {
  const at = account.clientConfig;
  const { QueueUrls: queues = [] } = await new SQSClient(at).send(new ListQueuesCommand({}));
  const { Topics: topics = [] } = await new SNSClient(at).send(new ListTopicsCommand({}));
  const { Rules: rules = [] } = await new EventBridgeClient(at).send(new ListRulesCommand({}));
  const { TableNames: tables = [] } = await new DynamoDBClient(at).send(new ListTablesCommand({}));
  const { stateMachines: machines = [] } = await new SFNClient(at).send(new ListStateMachinesCommand({}));
  return { queues, topics, rules, tables, machines, buckets: [...account.buckets] };
}
