// Functions made by the API: what the conformance cases do not see from outside.

import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionEventInvokeConfigCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { createBus } from '../../../src/services/bus.ts';
import { createLambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { aFunction, aProject, type Project } from '../../lambda/a-project.ts';
import { zip } from '../../lambda/zip.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const ROLE = `arn:aws:iam::${ACCOUNT_ID}:role/known`;
const folder = mkdtempSync(join(tmpdir(), 'made-functions-'));
let project: Project;
let gateway: TestGateway;
let client: LambdaClient;
beforeAll(open);
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(): Promise<void> {
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step')}`,
    { folder, versionsFolder: join(folder, '.local/functions') },
  );
  const bus = createBus();
  const principal = { arn: ROLE, can: () => true };
  const { service } = createLambdaService({
    lambda: project.lambda,
    bus,
    region: REGION,
    accountId: ACCOUNT_ID,
    queues: createSqs({ bus, region: REGION, accountId: ACCOUNT_ID }).source,
    principalOf: (arn) => (arn === ROLE ? principal : undefined),
    invokeConfigurationsFile: join(folder, '.local/invoke-configurations.json'),
  });
  gateway = await startGateway([service]);
  client = new LambdaClient(gateway.clientConfig);
}

async function close(): Promise<void> {
  client.destroy();
  await gateway.close();
  await project.lambda.close();
}

const coded = (code: string, name = 'index.mjs') => zip([{ name, text: code, isDeflated: true }]);

function create(FunctionName: string, more: Partial<CreateFunctionCommandInput> = {}) {
  return client.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: ROLE,
      Code: { ZipFile: coded('export const handler = async () => process.env.OWN ?? 1;') },
      ...more,
    }),
  );
}

async function called(FunctionName: string): Promise<unknown> {
  const { Payload } = await client.send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

test('a function that was made is there after a restart, as it was, and the code that was replaced is not', async () => {
  await create('lasting', { Environment: { Variables: { OWN: 'x' } }, Tags: { team: 'photos' } });
  const code = 'export const handler = async () => process.env.OWN + 2;';
  await client.send(new UpdateFunctionCodeCommand({ FunctionName: 'lasting', ZipFile: coded(code) }));
  await close();

  await open();

  expect(await called('lasting')).toBe('x2');
  const { Tags } = await client.send(new GetFunctionCommand({ FunctionName: 'lasting' }));
  expect(Tags).toEqual({ team: 'photos' });
  const kept = readdirSync(join(folder, '.local/functions/code')).filter((name) =>
    name.startsWith('lasting'),
  );
  expect(kept).toEqual([expect.any(String), expect.stringMatching(/\.zip$/)]);
});

test('a function that is made leaves what others are loaded by whole at every moment', async () => {
  await create('first');
  const manifest = join(folder, '.local/functions/code/package.json');
  const opened = openSync(manifest, 'r');

  await create('second');

  expect(statSync(manifest).ino).not.toBe(fstatSync(opened).ino);
  expect(readFileSync(opened, 'utf8')).toBe('{}\n');
  closeSync(opened);
});

test('a function that was deleted is gone after a restart', async () => {
  await create('passing');
  await client.send(new DeleteFunctionCommand({ FunctionName: 'passing' }));
  await close();

  await open();

  await expect(called('passing')).rejects.toThrow('Function not found');
  expect(readdirSync(join(folder, '.local/functions/code')).join()).not.toContain('passing');
});

test.each<[string, Partial<CreateFunctionCommandInput>, string]>([
  ['a role of nobody', { Role: `${ROLE}-other` }, 'is no role of the template'],
  ['another runtime', { Runtime: 'python3.13' }, 'the laptop runs Node.js alone'],
  [
    'an archive that leads elsewhere',
    { Code: { ZipFile: zip([{ name: '../a' }]) } },
    'is no path inside of it',
  ],
  ['an image', { Code: { ImageUri: 'x' } }, 'ImageUri'],
  ['a variable of Lambda', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'reserved by Lambda'],
  ['a layer', { Layers: ['arn:aws:lambda:us-east-1:1:layer:a:1'] }, 'Layers is not supported here'],
])('what cannot be honoured is refused by name: %s', async (_, more, message) => {
  await expect(create('refused', more)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining(message),
  });

  await expect(called('refused')).rejects.toThrow('Function not found');
});

test('a function that is not there is told by its ARN, with the version that Invoke wanted', async () => {
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:none`;
  await expect(called('none')).rejects.toThrow(`Function not found: ${arn}:$LATEST`);
  await expect(called('none:live')).rejects.toThrow(`Function not found: ${arn}:live`);
  const get = client.send(new GetFunctionCommand({ FunctionName: 'none' }));
  await expect(get).rejects.toMatchObject({ message: `Function not found: ${arn}` });
});

test.each([
  ['a b', 'ValidationException'],
  ['a'.repeat(65), 'InvalidParameterValueException'],
  [`arn:aws:lambda:eu-north-1:${ACCOUNT_ID}:function:a`, 'ResourceNotFoundException'],
])('no function is made by the name %j', async (name, code) => {
  await expect(create(name)).rejects.toMatchObject({ name: code });
});

test.each([
  ['whole:$LATEST', undefined, '$LATEST version cannot be deleted without deleting the function.'],
  ['whole', '$LATEST', '$LATEST version cannot be deleted without deleting the function.'],
  ['whole:live', undefined, 'Deletion of aliases is not currently supported.'],
  ['whole:7', '8', 'does not match the specified qualifier'],
])('deleting %s (%s) leaves the function', async (FunctionName, Qualifier, message) => {
  await create('whole').catch(() => undefined);
  const deleting = client.send(
    new DeleteFunctionCommand({ FunctionName, ...(Qualifier ? { Qualifier } : {}) }),
  );
  await expect(deleting).rejects.toThrow(message);
  expect(await called('whole')).toBe(1);
});

test('deleting a version that is not there leaves the function', async () => {
  await create('whole').catch(() => undefined);
  await client.send(new DeleteFunctionCommand({ FunctionName: 'whole', Qualifier: '7' }));
  expect(await called('whole')).toBe(1);
});

test('a function that was made tells what it runs with, as it comes and as it is changed', async () => {
  const asked = { EphemeralStorage: { Size: 1024 }, Architectures: ['arm64' as const] };
  const made = await create('told', asked);
  const there = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'told' }));
  const changing = await client.send(
    new UpdateFunctionConfigurationCommand({
      FunctionName: 'told',
      Description: 'told anew',
      Environment: { Variables: { OWN: 'y' } },
      Timeout: 7,
    }),
  );

  expect(made).toMatchObject({ ...asked, State: 'Pending', StateReasonCode: 'Creating' });
  expect([made.LastUpdateStatus, made.Layers]).toEqual([undefined, undefined]);
  expect(there).toMatchObject({
    ...asked,
    State: 'Active',
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: {
      RuntimeVersionArn: expect.stringMatching(`^arn:aws:lambda:${REGION}::runtime:[0-9a-f]{64}$`),
    },
  });
  expect(changing).toMatchObject({
    Description: 'told anew',
    Timeout: 7,
    MemorySize: 128,
    LastUpdateStatus: 'InProgress',
    LastUpdateStatusReasonCode: 'Creating',
  });
});

test('other variables are in the next invocation, and the rest stays, also over a restart', async () => {
  const FunctionName = 'configured';
  await create(FunctionName, { Environment: { Variables: { OWN: 'x' } }, MemorySize: 256 });
  expect(await called(FunctionName)).toBe('x');
  await client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { OWN: 'y' } } }),
  );
  expect(await called(FunctionName)).toBe('y');
  await close();

  await open();

  expect(await called(FunctionName)).toBe('y');
  expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
    MemorySize: 256,
    LastUpdateStatus: 'Successful',
  });
});

test('a change that counts on a revision is refused once there is another', async () => {
  const FunctionName = 'revised';
  const change = (RevisionId: string | undefined) =>
    client.send(new UpdateFunctionConfigurationCommand({ FunctionName, RevisionId, Timeout: 9 }));
  const { RevisionId: coming } = await create(FunctionName);
  const { RevisionId } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));

  await expect(change(coming)).rejects.toMatchObject({
    name: 'PreconditionFailedException',
    message: expect.stringContaining('does not match the latest Revision Id'),
  });
  await change(RevisionId);
  await expect(change(RevisionId)).rejects.toMatchObject({ name: 'PreconditionFailedException' });
});

test.each<[string, Partial<CreateFunctionCommandInput>, string, string | RegExp]>([
  [
    'a role that is no ARN',
    { Role: 'r1' },
    'ValidationException',
    /^1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:/,
  ],
  [
    'a runtime that has had its time',
    { Runtime: 'nodejs14.x' },
    'InvalidParameterValueException',
    /^The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions/,
  ],
  [
    'a runtime that never was',
    { Runtime: 'NODEJS24.X' as 'nodejs24.x' },
    'InvalidParameterValueException',
    /^Value NODEJS24.X at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs20.x, .*\] or be a valid ARN$/,
  ],
  [
    'variables of more than 4 KB',
    { Environment: { Variables: { LARGE: 'x'.repeat(4_085) } } },
    'InvalidParameterValueException',
    /exceeded the 4KB limit. String measured: {"LARGE":"x+"}$/,
  ],
])('%s is refused', async (_, more, name, message) => {
  await expect(create('never', more)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
  });
});

test('a function carries the tags that it is given, and loses those that are taken', async () => {
  const { FunctionArn: Resource } = await create('tagged', { Tags: { a: '1' } });
  await client.send(new TagResourceCommand({ Resource, Tags: { a: '2', b: '3', c: '4' } }));
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ['b', 'c', 'gone'] }));
  expect((await client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ a: '2' });
  await client.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }));
  expect((await client.send(new GetFunctionCommand({ FunctionName: 'tagged' }))).Tags).toBeUndefined();
});

test.each([
  [
    `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:tagged:1`,
    'InvalidParameterValueException',
    'Tags on function aliases and versions are not supported. Please specify a function ARN.',
  ],
  [
    `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:none`,
    'ResourceNotFoundException',
    `Function not found: arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:none`,
  ],
  [
    `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:event-source-mapping:00000000-0000-4000-8000-000000000000`,
    'ResourceNotFoundException',
    /^Event source mapping not found: arn:/,
  ],
  ['tagged', 'ValidationException', /at 'resource' failed to satisfy constraint/],
])('%s has no tags', async (Resource, name, message) => {
  await expect(client.send(new ListTagsCommand({ Resource }))).rejects.toMatchObject({
    name,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('of a function that is not there, no way of taking events is known', async () => {
  const asked = new GetFunctionEventInvokeConfigCommand({ FunctionName: 'none' });
  await expect(client.send(asked)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `The function arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:none:$LATEST doesn't have an EventInvokeConfig`,
  });
});

test('a function of the template is neither replaced nor deleted', async () => {
  const refused = { name: 'ResourceConflictException' };
  const configure = new UpdateFunctionConfigurationCommand({ FunctionName: 'Step', Timeout: 9 });
  await expect(client.send(configure)).rejects.toMatchObject(refused);

  await expect(create('Step')).rejects.toMatchObject(refused);
  await expect(client.send(new DeleteFunctionCommand({ FunctionName: 'Step' }))).rejects.toMatchObject(
    refused,
  );
  const update = new UpdateFunctionCodeCommand({ FunctionName: 'Step', ZipFile: coded('') });
  await expect(client.send(update)).rejects.toMatchObject(refused);
});

test('code that replaces code which has just run is what runs at once', async () => {
  await create('quick');
  const answers: unknown[] = [await called('quick')];
  for (const answer of [2, 3, 4]) {
    const ZipFile = coded(`export const handler = async () => ${answer};`);
    await client.send(new UpdateFunctionCodeCommand({ FunctionName: 'quick', ZipFile }));
    answers.push(await called('quick'));
  }
  expect(answers).toEqual([1, 2, 3, 4]);
});

test('a dry run of an update changes nothing', async () => {
  await create('dry');
  const ZipFile = coded('export const handler = async () => 2;');

  await client.send(new UpdateFunctionCodeCommand({ FunctionName: 'dry', ZipFile, DryRun: true }));

  expect(await called('dry')).toBe(1);
});

test('how it takes events is there after a restart, and goes with it', async () => {
  const FunctionName = 'eager';
  const asked = () => client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
  await create(FunctionName);
  await client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }));
  const { LastModified } = await asked();
  await close();

  await open();
  const kept = await asked();
  await client.send(new DeleteFunctionCommand({ FunctionName }));
  await create(FunctionName);

  expect(kept).toMatchObject({ MaximumRetryAttempts: 1, LastModified });
  await expect(asked()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await client.send(new DeleteFunctionCommand({ FunctionName }));
});

test('of several who make a function of one name at once, one does', async () => {
  const outcomes = await Promise.allSettled([create('once'), create('once'), create('once')]);

  const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
  expect(refusals).toEqual(['ResourceConflictException', 'ResourceConflictException']);
  await client.send(new DeleteFunctionCommand({ FunctionName: 'once' }));
});

test('a function that is deleted while other code comes stays deleted', async () => {
  await create('gone');
  const code = zip([
    ...Array.from({ length: 500 }, (_, at) => ({ name: `part${at}/x.txt`, text: 'x', isDeflated: false })),
    { name: 'index.mjs', text: 'export const handler = async () => 2;', isDeflated: false },
  ]);
  const updating = client.send(new UpdateFunctionCodeCommand({ FunctionName: 'gone', ZipFile: code }));

  const [outcome] = await Promise.allSettled([
    updating,
    client.send(new DeleteFunctionCommand({ FunctionName: 'gone' })),
  ]);

  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  expect(Functions.map((one) => one.FunctionName)).not.toContain('gone');
  if (outcome.status === 'rejected')
    expect(outcome.reason).toMatchObject({ name: 'ResourceNotFoundException' });
});
