// Versions of functions that the API publishes: of functions that it has made, and of those of the template.
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  type PublishVersionCommandInput,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { aFunction } from '../../lambda/a-project.ts';
import { zip } from '../../lambda/zip.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { coded, LambdaWorld } from './lambda-world.ts';

const ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function`;
const step = (answer: string) => `export const Step = async () => ['${answer}', process.env.COLOUR];`;
const plain = (answer: string) =>
  `import { own } from 'own'; export const Plain = async () => ['${answer}', own];`;
const template = (more = '') => `Resources:${aFunction('Step', 'Environment: { Variables: { COLOUR: red } }')}
  Plain:
    Type: AWS::Serverless::Function
    Properties: { Handler: plain.Plain, Runtime: nodejs24.x, CodeUri: plain }
  Foreign:
    Type: AWS::Serverless::Function
    Properties: { Handler: a.b, Runtime: python3.13, CodeUri: plain }
${more}`;
const world = new LambdaWorld(
  {
    'src/step.ts': step('one'),
    'plain/plain.js': plain('one'),
    'plain/package.json': '{"type":"module"}',
    'plain/node_modules/own/package.json': '{"name":"own","type":"module","exports":"./own.js"}',
    'plain/node_modules/own/own.js': 'export const own = 7;',
  },
  template(),
);
beforeAll(() => world.open());
afterAll(() => world.close());

const publish = (FunctionName: string, more: Partial<PublishVersionCommandInput> = {}) =>
  world.client.send(new PublishVersionCommand({ FunctionName, ...more }));
const configure = (FunctionName: string, OWN: string) =>
  world.client.send(
    new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { OWN } } }),
  );
const recode = (FunctionName: string, code: string, Publish = false) =>
  world.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: coded(code), Publish }));
const described = (FunctionName: string, Qualifier?: string) =>
  world.client.send(
    new GetFunctionConfigurationCommand({ FunctionName, ...(Qualifier ? { Qualifier } : {}) }),
  );
async function versionsOf(FunctionName: string): Promise<unknown[]> {
  const { Versions = [] } = await world.client.send(new ListVersionsByFunctionCommand({ FunctionName }));
  return Versions.map(({ Version }) => Version);
}

let edits = 0;
/** So that the file has another state, even within one tick of the clock. */
function edit(file: string, text: string): void {
  world.project.write(file, text);
  utimesSync(join(world.folder, file), 1_700_000_000 + ++edits, 1_700_000_000 + edits);
}

test('a version keeps code and configuration, whatever becomes of its function, also over a restart', async () => {
  await world.create('lasting', { Environment: { Variables: { OWN: 'a' } }, Description: 'mine' });
  const first = await publish('lasting');
  await configure('lasting', 'b');
  const second = await publish('lasting', { Description: 'second' });
  await recode('lasting', 'export const handler = async (_, { functionVersion }) => functionVersion;');

  const told = async () => [
    await world.called('lasting', { Qualifier: '1' }),
    await world.called(`${ARN}:lasting:2`),
    await world.called('lasting'),
    (await described('lasting', '1')).Environment?.Variables,
  ];
  const before = await told();
  await world.restart();

  expect(first).toMatchObject({
    Version: '1',
    FunctionArn: `${ARN}:lasting:1`,
    Description: 'mine',
    State: 'Active',
    LastUpdateStatus: 'Successful',
  });
  expect(second).toMatchObject({ Version: '2', Description: 'second', CodeSha256: first.CodeSha256 });
  expect(before).toEqual(['a', 'b', '$LATEST', { OWN: 'a' }]);
  expect(await told()).toEqual(before);
  const again = await described('lasting', '2');
  expect([again.RevisionId, again.LastModified]).toEqual([second.RevisionId, second.LastModified]);
  const kept = readdirSync(join(world.folder, '.local/functions/code'));
  const folders = kept.filter((name) => name.startsWith('lasting') && !name.endsWith('.zip'));
  expect(folders).toHaveLength(2);
});

test('publishing again what has not changed answers the newest version', async () => {
  await world.create('same');
  const first = await publish('same', { Description: 'first' });

  const again = await publish('same', { Description: 'other words' });
  await configure('same', 'x');
  const changed = await publish('same');

  expect([again.Version, again.Description, again.RevisionId]).toEqual(['1', 'first', first.RevisionId]);
  expect(changed.Version).toBe('2');
});

test('what counts on other code or on another revision is refused', async () => {
  await world.create('counted');
  const { CodeSha256, RevisionId } = await described('counted');

  await expect(publish('counted', { CodeSha256: 'none' })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: `CodeSHA256 (none) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
  });
  await expect(publish('counted', { RevisionId: 'none' })).rejects.toMatchObject({
    name: 'PreconditionFailedException',
  });
  expect(await publish('counted', { CodeSha256, RevisionId })).toMatchObject({ Version: '1' });
  expect((await described('counted')).RevisionId).not.toBe(RevisionId);
});

test('a function is published as it is made, and as it gets other code', async () => {
  const made = await world.create('born', { Publish: true });
  const updated = await recode('born', 'export const handler = async () => 2;', true);

  expect(made).toMatchObject({ Version: '1', FunctionArn: `${ARN}:born`, State: 'Pending' });
  expect(updated).toMatchObject({ Version: '2', FunctionArn: `${ARN}:born:2`, State: 'Pending' });
  expect(await versionsOf('born')).toEqual(['$LATEST', '1', '2']);
  expect([await world.called('born:1'), await world.called('born:2')]).toEqual([1, 2]);
});

test('of several who publish one function at once, all get the same version', async () => {
  await world.create('together');
  const all = await Promise.all([publish('together'), publish('together'), publish('together')]);
  expect(all.map(({ Version }) => Version)).toEqual(['1', '1', '1']);
});

test('a version goes alone, unless an alias leads to it, and its number does not come again', async () => {
  const FunctionName = 'shrinking';
  await world.create(FunctionName, { Publish: true });
  await configure(FunctionName, 'b');
  await publish(FunctionName);
  await world.client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: '2', MaximumRetryAttempts: 0 }),
  );
  await world.client.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
  const remove = (Qualifier?: string) =>
    world.client.send(new DeleteFunctionCommand({ FunctionName, ...(Qualifier ? { Qualifier } : {}) }));

  await expect(remove('1')).rejects.toMatchObject({
    name: 'ResourceConflictException',
    message: 'Unable to delete version because the following aliases reference it: [live]',
  });
  await remove('2');
  await remove('2');
  expect(await versionsOf(FunctionName)).toEqual(['$LATEST', '1']);
  await expect(world.called('shrinking:2')).rejects.toThrow(`Function not found: ${ARN}:shrinking:2`);
  const asked = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier: '2' });
  await expect(world.client.send(asked)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });

  await world.restart();
  expect((await publish(FunctionName)).Version).toBe('3');
  await remove();
  await world.create(FunctionName, { Publish: true });
  expect(await versionsOf(FunctionName)).toEqual(['$LATEST', '4']);
});

test('versions are listed in pages, without how far they are', async () => {
  const FunctionName = 'listed';
  await world.create(FunctionName, { Publish: true });
  const list = (Marker?: string) =>
    world.client.send(
      new ListVersionsByFunctionCommand({ FunctionName, MaxItems: 1, ...(Marker ? { Marker } : {}) }),
    );

  const { Versions: first = [], NextMarker } = await list();
  const { Versions: second = [], NextMarker: end } = await list(NextMarker);
  const { Functions = [] } = await world.client.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }));

  expect([first, second].map(([one]) => [one?.Version, one?.FunctionArn, one?.State])).toEqual([
    ['$LATEST', `${ARN}:listed:$LATEST`, undefined],
    ['1', `${ARN}:listed:1`, undefined],
  ]);
  expect(end ?? undefined).toBeUndefined();
  expect(Functions.filter((one) => one.FunctionName === FunctionName)).toHaveLength(2);
});

test('nobody publishes or changes a function whose new code is on its way', async () => {
  await world.create('busy');
  const many = zip([
    ...Array.from({ length: 500 }, (_, at) => ({ name: `part${at}/x.txt`, text: 'x', isDeflated: false })),
    { name: 'index.mjs', text: 'export const handler = async () => 2;', isDeflated: false },
  ]);
  const update = () =>
    world.client.send(new UpdateFunctionCodeCommand({ FunctionName: 'busy', ZipFile: many }));

  const outcomes = await Promise.allSettled([update(), update(), update()]);

  const refusals = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(refusals).toEqual([
    expect.objectContaining({
      name: 'ResourceConflictException',
      message: `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}:busy`,
    }),
    expect.objectContaining({ name: 'ResourceConflictException' }),
  ]);
  expect(await world.called('busy')).toBe(2);
});

test.each([
  ['Step', 'src/step.ts', step, (answer: string) => [answer, 'red']],
  ['Plain', 'plain/plain.js', plain, (answer: string) => [answer, 7]],
])('a version of %s, of the template, keeps the code that there was', async (name, file, code, answers) => {
  const { FunctionName = '' } = await described(name);
  const first = await publish(FunctionName);
  const again = await publish(FunctionName);
  edit(file, code('two'));
  const second = await publish(FunctionName);
  edit(file, code('three'));
  const told = async () => [
    await world.called(FunctionName, { Qualifier: '1' }),
    await world.called(FunctionName, { Qualifier: '2' }),
    await world.called(FunctionName),
  ];
  const before = await told();
  await world.restart();

  expect([first, again, second].map(({ Version }) => Version)).toEqual(['1', '1', '2']);
  expect(second.CodeSha256).not.toBe(first.CodeSha256);
  expect(before).toEqual([answers('one'), answers('two'), answers('three')]);
  expect(await told()).toEqual(before);

  await world.client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }));
  expect(existsSync(join(world.folder, `.local/functions/${name}.1`))).toBe(false);
  await expect(world.called(FunctionName, { Qualifier: '1' })).rejects.toThrow('Function not found');
  edit(file, code('one'));
});

test('what the template has published is answered while nothing has changed, and stays', async () => {
  await world.restart(
    template('  Fixed: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Step } }'),
  );
  const { FunctionName = '' } = await described('Step');
  const numbers = (await versionsOf(FunctionName)) as string[];
  const own = numbers.at(-1)!;
  await world.called(`${FunctionName}:${own}`);

  const same = await publish(FunctionName);
  edit('src/step.ts', step('newer'));
  const newer = await publish(FunctionName);

  expect([same.Version, Number(newer.Version)]).toEqual([own, Number(own) + 1]);
  edit('src/step.ts', step('newest'));
  // The template's follows the sources.
  expect(await world.called(`${FunctionName}:${own}`)).toEqual(['newest', 'red']);
  expect(await world.called(`${FunctionName}:${newer.Version}`)).toEqual(['newer', 'red']);
  const removing = new DeleteFunctionCommand({ FunctionName, Qualifier: own });
  await expect(world.client.send(removing)).rejects.toMatchObject({ name: 'ResourceConflictException' });
});

test('a function that does not run here is not published, and one that does not bundle says why', async () => {
  const { FunctionName = '' } = await described('Foreign');
  await expect(publish(FunctionName)).rejects.toThrow('cannot be published here: it runs on python3.13');
  edit('src/step.ts', 'export const Step = ;');
  await expect(publish((await described('Step')).FunctionName!)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringContaining('Step cannot be bundled'),
  });
});

test('a version is nothing that can be changed', async () => {
  await world.create('fixed', { Publish: true });
  await expect(configure('fixed:1', 'x')).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: expect.stringMatching(/^This operation is permitted on Lambda functions only\./),
  });
  expect(
    (await world.client.send(new GetFunctionCommand({ FunctionName: 'fixed:1' }))).Configuration,
  ).toEqual(expect.objectContaining({ Version: '1' }));
});
