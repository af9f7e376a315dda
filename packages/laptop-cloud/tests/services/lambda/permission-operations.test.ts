import {
  AddPermissionCommand,
  type AddPermissionCommandInput,
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetPolicyCommand,
  InvokeCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  type RemovePermissionCommandInput,
} from '@aws-sdk/client-lambda';
import { aFunction } from '../../lambda/a-project.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { LambdaWorld, ROLE } from './lambda-world.ts';

const world = new LambdaWorld(
  { 'src/step.ts': 'export const Step = async () => 1;' },
  `Resources:${aFunction('Step', 'FunctionName: Step')}`,
);
beforeAll(() => world.open());
afterAll(() => world.close());

const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
const BUCKET = 'arn:aws:s3:::photos';
const FROM_BUCKET = {
  StatementId: 's3',
  Action: 'lambda:InvokeFunction',
  Principal: 's3.amazonaws.com',
  SourceArn: BUCKET,
};

async function add(FunctionName: string, more: Partial<AddPermissionCommandInput> = {}): Promise<unknown> {
  const input = { FunctionName, ...FROM_BUCKET, ...more };
  const { Statement } = await world.client.send(new AddPermissionCommand(input));
  return JSON.parse(Statement ?? '');
}

const remove = (FunctionName: string, more: Partial<RemovePermissionCommandInput> = {}) =>
  world.client.send(new RemovePermissionCommand({ FunctionName, StatementId: 's3', ...more }));

async function policy(FunctionName: string, Qualifier?: string) {
  const told = await world.client.send(new GetPolicyCommand({ FunctionName, Qualifier }));
  return {
    document: JSON.parse(told.Policy ?? '') as { Statement: { Sid: string }[] },
    revision: told.RevisionId,
  };
}

const sids = async (name: string, qualifier?: string) =>
  (await policy(name, qualifier)).document.Statement.map(({ Sid }) => Sid);

const NONE = {
  name: 'ResourceNotFoundException',
  message: 'The resource you requested does not exist.',
};

/** A function that the API has made, with version 1 and an alias of it. */
async function published(FunctionName: string): Promise<void> {
  await world.create(FunctionName);
  const { Version } = await world.client.send(new PublishVersionCommand({ FunctionName }));
  await world.client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: Version }));
}

test.each(['Step', 'made'])('%s has a policy of the statements that were added', async (name) => {
  if (name === 'made') await world.create(name);
  const expected = {
    Sid: 's3',
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: arnOf(name),
    Condition: { ArnLike: { 'AWS:SourceArn': BUCKET } },
  };

  const added = await add(name);
  await add(name, { StatementId: 'again' });

  expect(added).toEqual(expected);
  expect((await policy(name)).document).toEqual({
    Version: '2012-10-17',
    Id: 'default',
    Statement: [expected, { ...expected, Sid: 'again' }],
  });
});

test.each([
  ['*', '*'],
  ['123456789012', { AWS: 'arn:aws:iam::123456789012:root' }],
  ['arn:aws:iam::123456789012:role/caller', { AWS: 'arn:aws:iam::123456789012:role/caller' }],
  ['alexa-appkit.amazon.com', { Service: 'alexa-appkit.amazon.com' }],
])('a principal %s stands in the statement as IAM writes it', async (Principal, written) => {
  const StatementId = `p-${Principal.replaceAll(/\W/g, '_')}`;
  const added = await add('Step', { StatementId, Principal, SourceArn: undefined });
  await remove('Step', { StatementId });

  expect(added).toMatchObject({ Principal: written });
  expect(added).not.toHaveProperty('Condition');
});

test('accounts, organizations and tokens are conditions', async () => {
  const limits = {
    SourceAccount: '123456789012',
    PrincipalOrgID: 'o-1234567890',
    EventSourceToken: 'amzn1.ask.skill.x',
  };
  const added = await add('Step', { StatementId: 'limited', ...limits });
  await remove('Step', { StatementId: 'limited' });

  expect(added).toHaveProperty('Condition', {
    StringEquals: {
      'AWS:SourceAccount': '123456789012',
      'aws:PrincipalOrgID': 'o-1234567890',
      'lambda:EventSourceToken': 'amzn1.ask.skill.x',
    },
    ArnLike: { 'AWS:SourceArn': BUCKET },
  });
});

test('versions and aliases have policies of their own', async () => {
  await published('own');
  await add('own');
  await expect(policy('own', '1')).rejects.toMatchObject(NONE);

  await add('own:1', { Qualifier: '1', StatementId: 'version' });
  const added = await add(arnOf('own'), { Qualifier: 'live', StatementId: 'alias' });

  expect(added).toHaveProperty('Resource', `${arnOf('own')}:live`);
  expect([await sids('own'), await sids('own:1'), await sids('own', 'live')]).toEqual([
    ['s3'],
    ['version'],
    ['alias'],
  ]);
});

test('a policy is changed by its revision, the first time by that of what it belongs to', async () => {
  await world.create('revised');
  const FunctionName = 'revised';
  await world.client.send(new PublishVersionCommand({ FunctionName }));
  const alias = { FunctionName, Name: 'live', FunctionVersion: '1' };
  const { RevisionId: first } = await world.client.send(new CreateAliasCommand(alias));
  const stale = {
    name: 'PreconditionFailedException',
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
  };

  await expect(add('revised:live', { RevisionId: 'other' })).rejects.toMatchObject(stale);
  await add('revised:live', { RevisionId: first });
  await expect(add('revised:live', { StatementId: 'b', RevisionId: first })).rejects.toMatchObject(stale);
  const { revision: second } = await policy('revised:live');
  await add('revised:live', { StatementId: 'b', RevisionId: second });
  await expect(remove('revised:live', { RevisionId: second })).rejects.toMatchObject(stale);
  await remove('revised:live', { RevisionId: (await policy('revised:live')).revision });

  expect(await sids('revised:live')).toEqual(['b']);
});

test('policies stay over a restart, with their revisions', async () => {
  await world.create('lasting');
  await add('lasting');
  await add('lasting', { StatementId: 'gone' });
  await remove('lasting', { StatementId: 'gone' });
  const before = await policy('lasting');

  await world.restart();

  expect(await policy('lasting')).toEqual(before);
});

test('a policy goes with its last statement, and with what it belongs to', async () => {
  await published('passing');
  for (const name of ['passing', 'passing:1', 'passing:live']) await add(name);

  await remove('passing');
  await expect(policy('passing')).rejects.toMatchObject(NONE);
  await world.client.send(new DeleteAliasCommand({ FunctionName: 'passing', Name: 'live' }));
  await world.client.send(
    new CreateAliasCommand({ FunctionName: 'passing', Name: 'live', FunctionVersion: '1' }),
  );
  await expect(policy('passing:live')).rejects.toMatchObject(NONE);
  await add('passing');
  await world.client.send(new DeleteFunctionCommand({ FunctionName: 'passing' }));
  await published('passing');
  await expect(policy('passing')).rejects.toMatchObject(NONE);
  await expect(policy('passing:live')).rejects.toMatchObject(NONE);
});

test('a function that the template has no more leaves no policy to one of its name', async () => {
  const both = `Resources:${aFunction('Step')}${aFunction('Other', 'FunctionName: other')}`;
  await world.restart(both);
  await add('other');

  await world.restart(`Resources:${aFunction('Step', 'FunctionName: Step')}`);
  await world.create('other');

  await expect(policy('other')).rejects.toMatchObject(NONE);
});

test('a policy is 20 KB at most', async () => {
  await world.create('full');
  const SourceArn = `${BUCKET}/${'x'.repeat(10_000)}`;
  await add('full', { SourceArn });

  await expect(add('full', { StatementId: 'second', SourceArn })).rejects.toMatchObject({
    name: 'PolicyLengthExceededException',
    message: expect.stringMatching(/^The final policy size \(\d{5}\) is bigger than the limit \(20480\)\.$/),
  });
  expect(await sids('full')).toEqual(['s3']);
});

const MISSING = 'ResourceNotFoundException';
const INVALID = 'InvalidParameterValueException';
test.each([
  ['none', {}, MISSING, `Function not found: ${arnOf('none')}`],
  ['Step', { Qualifier: '42' }, MISSING, `Function not found: ${arnOf('Step')}:42`],
  ['Step:x', {}, MISSING, `Cannot find alias arn: ${arnOf('Step')}:x`],
  ['Step', { Qualifier: 'a-$-b' }, MISSING, `Function not found: ${arnOf('Step')}:a-$-b`],
  ['Step:$LATEST', {}, INVALID, 'We currently do not support adding policies for $LATEST.'],
  [
    'Step',
    { StatementId: 'p', Principal: 'invalid.nonaws.com' },
    INVALID,
    'The provided principal was invalid. Please check the principal and try again.',
  ],
  [
    'Step',
    {},
    'ResourceConflictException',
    'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
  ],
  [
    'Step',
    { StatementId: 'example.com' },
    'ValidationException',
    "1 validation error detected: Value 'example.com' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
  ],
  [
    'Step',
    { StatementId: 'url', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' as const },
    INVALID,
    expect.stringContaining('FunctionUrlAuthType'),
  ],
])('nothing is added to %s with %j: %s', async (name, more, code, message) => {
  await expect(add(name, more)).rejects.toMatchObject({ name: code, message });
});

test.each([
  ['none', {}, `No policy found for: ${arnOf('none')}`],
  ['bare', {}, 'No policy is associated with the given resource.'],
  ['Step', { StatementId: 'other' }, 'Statement other is not found in resource policy.'],
  ['Step', { Qualifier: 'x' }, `Cannot find alias arn: ${arnOf('Step')}:x`],
])('nothing is removed of %s with %j', async (name, more, message) => {
  if (name === 'bare') await world.create(name);
  await expect(remove(name, more)).rejects.toMatchObject({ name: MISSING, message });
});

test.each(['none', 'Step:42'])('%s has no policy', async (name) => {
  await expect(policy(name)).rejects.toMatchObject(NONE);
});

test('a role that a policy names may do what it says, and no more', async () => {
  await world.create('shared');
  await add('shared', { StatementId: 'role', Principal: ROLE, SourceArn: undefined });
  const limited = world.as(world.denied.accessKeyId);
  const denied = { name: 'AccessDeniedException' };

  const { StatusCode } = await limited.send(new InvokeCommand({ FunctionName: 'shared' }));
  const told = limited.send(new GetPolicyCommand({ FunctionName: 'shared' }));
  await expect(told).rejects.toMatchObject(denied);
  await remove('shared', { StatementId: 'role' });
  const again = limited.send(new InvokeCommand({ FunctionName: 'shared' }));
  await expect(again).rejects.toMatchObject(denied);

  expect(StatusCode).toBe(200);
  limited.destroy();
});

test.each([
  ['AddPermission', new AddPermissionCommand({ FunctionName: 'Step', ...FROM_BUCKET })],
  ['RemovePermission', new RemovePermissionCommand({ FunctionName: 'Step', StatementId: 's3' })],
  ['GetPolicy', new GetPolicyCommand({ FunctionName: 'Step' })],
])('%s needs the right to the function', async (action, command) => {
  const limited = world.as(world.denied.accessKeyId);
  world.denied.asked.length = 0;

  await expect(limited.send(command as GetPolicyCommand)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });

  expect(world.denied.asked).toEqual([`lambda:${action} ${arnOf('Step')}`]);
  limited.destroy();
});
