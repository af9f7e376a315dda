// Aliases that the API makes, and what it makes of those of the template.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  InvokeCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { aFunction } from '../../lambda/a-project.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { LambdaWorld } from './lambda-world.ts';

const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:two`;
const template = (description = 'first') => `Resources:${aFunction('Step')}
  Fixed: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Step } }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Step, FunctionVersion: !GetAtt Fixed.Version, Description: ${description} } }`;
const world = new LambdaWorld({ 'src/step.ts': 'export const Step = async () => 1;' }, template());
beforeAll(async () => {
  await world.open();
  await world.create('two', { Publish: true, Environment: { Variables: { OWN: 'a' } } });
  const Environment = { Variables: { OWN: 'b' } };
  await world.client.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'two', Environment }));
  await world.client.send(new PublishVersionCommand({ FunctionName: 'two' }));
});
afterAll(() => world.close());

const create = (Name: string, more: Partial<CreateAliasCommandInput> = {}) =>
  world.client.send(new CreateAliasCommand({ FunctionName: 'two', Name, FunctionVersion: '1', ...more }));
const update = (Name: string, more: Partial<UpdateAliasCommandInput> = {}) =>
  world.client.send(new UpdateAliasCommand({ FunctionName: 'two', Name, ...more }));
const get = (Name: string, FunctionName = 'two') =>
  world.client.send(new GetAliasCommand({ FunctionName, Name }));
const remove = (Name: string, FunctionName = 'two') =>
  world.client.send(new DeleteAliasCommand({ FunctionName, Name }));
const weighing = (weights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights: weights },
});

test('an alias leads to its version, by its ARN and as a qualifier, and follows when it is moved', async () => {
  const made = await create('moved', { Description: 'words' });
  const before = [await world.called(`${ARN}:moved`), await world.called('two', { Qualifier: 'moved' })];

  const moved = await update('moved', { FunctionVersion: '2' });

  expect(made).toMatchObject({
    AliasArn: `${ARN}:moved`,
    Name: 'moved',
    FunctionVersion: '1',
    Description: 'words',
  });
  expect(moved).toMatchObject({ FunctionVersion: '2', Description: 'words' });
  expect(moved.RevisionId).not.toBe(made.RevisionId);
  expect([...before, await world.called('two:moved')]).toEqual(['a', 'a', 'b']);
  const { Configuration } = await world.client.send(
    new GetFunctionCommand({ FunctionName: 'two', Qualifier: 'moved' }),
  );
  expect(Configuration).toMatchObject({ FunctionArn: `${ARN}:moved`, Version: '2' });
});

test('a weight sends calls to another version, and is described as the main one', async () => {
  await create('weighed', weighing({ 2: 1 }));

  const { ExecutedVersion } = await world.client.send(new InvokeCommand({ FunctionName: 'two:weighed' }));
  const { Version } = await world.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'two:weighed' }),
  );
  const without = await update('weighed', weighing({}));

  expect([ExecutedVersion, Version]).toEqual(['2', '1']);
  expect(without.RoutingConfig).toBeUndefined();
  expect(await world.called('two:weighed')).toBe('a');
});

test('aliases and their weights are there after a restart, those that were deleted are not', async () => {
  await create('kept', weighing({ 2: 0.25 }));
  await create('dropped');
  await remove('dropped');
  const before = await get('kept');
  await world.restart();

  const { $metadata: _, ...after } = await get('kept');
  expect(before).toMatchObject({ ...after, RoutingConfig: { AdditionalVersionWeights: { 2: 0.25 } } });
  await expect(get('dropped')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${ARN}:dropped`,
  });
});

test('aliases are listed in pages, and by the version that they lead to', async () => {
  await create('of-one');
  await create('of-two', { FunctionVersion: '2' });
  const list = (more: object) => world.client.send(new ListAliasesCommand({ FunctionName: 'two', ...more }));

  const names: (string | undefined)[] = [];
  let marker: string | null | undefined;
  do {
    const { Aliases = [], NextMarker } = await list({ MaxItems: 1, ...(marker ? { Marker: marker } : {}) });
    expect(Aliases).toHaveLength(1);
    names.push(Aliases[0]?.Name);
    marker = NextMarker;
  } while (marker);
  const { Aliases: all = [] } = await list({});
  const { Aliases: ofTwo = [] } = await list({ FunctionVersion: '2' });

  expect(names).toEqual(all.map(({ Name }) => Name));
  expect(ofTwo.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['of-two']));
  expect(ofTwo.map(({ Name }) => Name)).not.toContain('of-one');
  await expect(list({ Marker: 'none' })).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
});

const INVALID = 'InvalidParameterValueException';
test.each<[string, Partial<CreateAliasCommandInput>, string, string | RegExp]>([
  [
    '2024',
    {},
    'ValidationException',
    /at 'name' failed .* pattern: \(\?!\^\[0-9\]\+\$\)\(\[a-zA-Z0-9-_\]\+\)$/,
  ],
  ['x', { FunctionVersion: 'live' }, 'ValidationException', /at 'functionVersion' failed/],
  ['x', { FunctionVersion: '9' }, 'ResourceNotFoundException', `Function not found: ${ARN}:9`],
  ['x', weighing({ 9: 0.5 }), 'ResourceNotFoundException', `Function not found: ${ARN}:9`],
  ['x', { FunctionName: 'none' }, 'ResourceNotFoundException', /Function not found: .*:function:none:1$/],
  [
    'x',
    weighing({ 1: 0.5, 2: 0.5 }),
    INVALID,
    'Number of items in AdditionalVersionWeights cannot be greater than 1',
  ],
  [
    'x',
    weighing({ 1: 0.5 }),
    INVALID,
    'Invalid function version 1. Function version 1 is already included in routing configuration.',
  ],
  [
    'x',
    { FunctionVersion: '$LATEST', ...weighing({ 1: 0.5 }) },
    INVALID,
    '$LATEST is not supported for an alias pointing to more than 1 version',
  ],
  [
    'x',
    weighing({ 2: 2 }),
    'ValidationException',
    /^1 validation error detected: Value '\{2=2\.0\}' at 'rout/,
  ],
  ['x', weighing({ 2: -0.5 }), 'ValidationException', /Value '\{2=-0\.5\}' .* Map value must satisfy/],
  [
    'x',
    weighing({ $LATEST: 0.5 }),
    'ValidationException',
    /Value '\{\$LATEST=0\.5\}' .* Map keys must satisfy/,
  ],
])('no alias is made: %s %j', async (name, more, code, message) => {
  await expect(create(name, more)).rejects.toMatchObject({
    name: code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
});

test('an alias may lead to what is not published', async () => {
  await create('latest', { FunctionVersion: '$LATEST' });
  const { ExecutedVersion } = await world.client.send(new InvokeCommand({ FunctionName: 'two:latest' }));
  expect(ExecutedVersion).toBe('$LATEST');
});

test('there is one alias of a name, and changes count on the revision that was seen', async () => {
  const { RevisionId } = await create('single');
  await expect(create('single')).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: `Alias already exists: ${ARN}:single`,
  });
  await expect(update('single', { RevisionId: 'none' })).rejects.toMatchObject({
    name: 'PreconditionFailedException',
  });
  expect(await update('single', { RevisionId, Description: '' })).toMatchObject({ Description: '' });
  await expect(update('none')).rejects.toThrow(`Alias not found: ${ARN}:none`);
});

test('how an alias takes events goes with it; one that is not there is deleted already', async () => {
  const Qualifier = 'eager';
  const asked = () =>
    world.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName: 'two', Qualifier }));
  await create(Qualifier);
  await world.client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName: 'two', Qualifier, MaximumRetryAttempts: 0 }),
  );
  expect(await asked()).toMatchObject({ FunctionArn: `${ARN}:eager`, MaximumRetryAttempts: 0 });

  await remove(Qualifier);
  await remove(Qualifier);
  await create(Qualifier);

  await expect(asked()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('what the API makes of an alias of the template stays until the template says something else', async () => {
  const { FunctionName = '' } = await world.client.send(
    new GetFunctionConfigurationCommand({ FunctionName: 'Step' }),
  );
  const { FunctionVersion } = await get('live', FunctionName);
  await world.client.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '$LATEST' }));
  await world.restart();
  const kept = await get('live', FunctionName);

  await world.restart(template('second'));
  const deployed = await get('live', FunctionName);
  await remove('live', FunctionName);
  await expect(get('live', FunctionName)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await world.restart();

  expect([kept.FunctionVersion, kept.Description]).toEqual(['$LATEST', 'first']);
  expect([deployed.FunctionVersion, deployed.Description]).toEqual([FunctionVersion, 'second']);
  expect(await get('live', FunctionName)).toMatchObject({ FunctionVersion });
});

test('an alias that is no more in the template is gone, and what it was is not told', async () => {
  await world.restart(`Resources:${aFunction('Step')}`);
  const { Aliases } = await world.client.send(new ListAliasesCommand({ FunctionName: 'Step' }));
  expect(Aliases).toEqual([]);
});

test('versions that an older laptop cloud has kept are still there', async () => {
  const file = join(world.folder, '.local/functions/versions.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { kind?: string }[];
  const versions = kept.filter(({ kind }) => kind === undefined);
  expect(versions).toHaveLength(3);
  writeFileSync(file, JSON.stringify(versions));
  await world.restart();
  expect(await world.called('two:1')).toBe('a');
});

const one = { FunctionName: 'two', Name: 'moved' };
test.each([
  ['PublishVersion', new PublishVersionCommand({ FunctionName: 'two' })],
  ['ListVersionsByFunction', new ListVersionsByFunctionCommand({ FunctionName: 'two:1' })],
  ['CreateAlias', new CreateAliasCommand({ ...one, FunctionVersion: '1' })],
  ['GetAlias', new GetAliasCommand(one)],
  ['ListAliases', new ListAliasesCommand({ FunctionName: 'two' })],
  ['UpdateAlias', new UpdateAliasCommand(one)],
  ['DeleteAlias', new DeleteAliasCommand(one)],
  ['DeleteFunction', new DeleteFunctionCommand({ FunctionName: 'two', Qualifier: '1' })],
  ['GetFunctionConcurrency', new GetFunctionConcurrencyCommand({ FunctionName: 'two' })],
  ['DeleteFunctionConcurrency', new DeleteFunctionConcurrencyCommand({ FunctionName: 'two' })],
  [
    'PutFunctionConcurrency',
    new PutFunctionConcurrencyCommand({ FunctionName: 'two', ReservedConcurrentExecutions: 1 }),
  ],
])('%s needs the right to the function', async (action, command) => {
  const limited = world.as(world.denied.accessKeyId);
  world.denied.asked.length = 0;

  await expect(limited.send(command as GetAliasCommand)).rejects.toMatchObject({
    name: 'AccessDeniedException',
  });

  expect(world.denied.asked).toEqual([`lambda:${action} ${ARN}`]);
  limited.destroy();
});
