// Versions and aliases: published, led to, weighed, deleted.
import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { invoked, newFunction, ready, zipped } from './function.ts';

const OWN = 'export const handler = async (_, { functionVersion }) => [process.env.OWN, functionVersion];';
const INVALID = { error: 'InvalidParameterValueException', status: 400 };
const CONFLICT = { error: 'ResourceConflictException', status: 409 };
const MISSING = { error: 'ResourceNotFoundException', status: 404 };
const SEEN = PAGES.seen('versions and aliases of functions');

const publish = ({ lambda }: World, FunctionName: string, more: object = {}) =>
  lambda.send(new PublishVersionCommand({ FunctionName, ...more }));

async function configure(world: World, FunctionName: string, own: string): Promise<void> {
  const Environment = { Variables: { OWN: own } };
  await world.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  await ready(world, FunctionName);
}

/** A function with two versions that differ in a variable: `a`, then `b`. */
async function twoVersions(world: World): Promise<string> {
  const FunctionName = await newFunction(world, OWN, { Environment: { Variables: { OWN: 'a' } } });
  await publish(world, FunctionName);
  await configure(world, FunctionName, 'b');
  await publish(world, FunctionName);
  return FunctionName;
}

const alias = ({ lambda }: World, FunctionName: string, more: object = {}) =>
  lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1', ...more }));
const weighing = (weights: Record<string, number>) => ({
  RoutingConfig: { AdditionalVersionWeights: weights },
});

export const versions: Case[] = [
  {
    name: 'a version keeps code and configuration, whatever becomes of its function',
    source: PAGES.lambdaGuide('configuration-versions'),
    async observe(world) {
      const FunctionName = await twoVersions(world);
      const ZipFile = zipped('export const handler = async () => 7;');
      await world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      await ready(world, FunctionName);
      const payloads = ['1', '2', '$LATEST'].map(
        async (Qualifier) => (await invoked(world, FunctionName, { Qualifier })).payload,
      );
      return Promise.all(payloads);
    },
    expected: [['a', '1'], ['b', '2'], 7],
  },
  {
    name: 'what has not changed is not published twice',
    source: PAGES.lambda('PublishVersion'),
    async observe(world) {
      const FunctionName = await newFunction(world, OWN);
      const first = await publish(world, FunctionName, { Description: 'first' });
      const again = await publish(world, FunctionName, { Description: 'again' });
      return [first, again].map(({ Version, Description }) => ({ Version, Description }));
    },
    expected: Array(2).fill({ Version: '1', Description: 'first' }),
  },
  {
    name: 'other code, or another revision, than the one that was seen is not published',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, OWN);
      return [
        await refusal(publish(world, FunctionName, { CodeSha256: 'none' })),
        await refusal(publish(world, FunctionName, { RevisionId: 'none' })),
      ];
    },
    expected: [
      { ...INVALID, message: /^CodeSHA256 \(none\) is different from current CodeSHA256 in \$LATEST/ },
      { error: 'PreconditionFailedException', status: 412 },
    ],
  },
  {
    name: 'a function may be published as it is made, and as it gets other code',
    source: PAGES.lambda('CreateFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, OWN, { Publish: true });
      const ZipFile = zipped('export const handler = async () => 7;');
      await world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
      await ready(world, FunctionName);
      const { Versions } = await world.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
      return Versions?.map(({ Version }) => Version);
    },
    expected: ['$LATEST', '1', '2'],
  },
  {
    name: 'an alias leads where it is moved to',
    source: PAGES.lambda('UpdateAlias'),
    async observe(world) {
      const FunctionName = await twoVersions(world);
      await alias(world, FunctionName);
      const before = (await invoked(world, `${FunctionName}:live`)).ExecutedVersion;
      await world.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '2' }));
      const after = (await invoked(world, FunctionName, { Qualifier: 'live' })).ExecutedVersion;
      return { before, after };
    },
    expected: { before: '1', after: '2' },
  },
  {
    name: 'a weight leads elsewhere, and takes no second one',
    source: SEEN,
    async observe(world) {
      const FunctionName = await twoVersions(world);
      await alias(world, FunctionName, weighing({ 2: 1 }));
      const { RoutingConfig } = await world.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
      const { Version } = await world.lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'live' }),
      );
      return {
        RoutingConfig,
        described: Version,
        called: (await invoked(world, `${FunctionName}:live`)).ExecutedVersion,
        many: await refusal(alias(world, FunctionName, { Name: 'x', ...weighing({ 1: 0.1, 2: 0.1 }) })),
        same: await refusal(alias(world, FunctionName, { Name: 'x', ...weighing({ 1: 0.1 }) })),
      };
    },
    expected: {
      RoutingConfig: { AdditionalVersionWeights: { 2: 1 } },
      described: '1',
      called: '2',
      many: { ...INVALID, message: /cannot be greater than 1$/ },
      same: { ...INVALID, message: /already included in routing configuration/ },
    },
  },
  {
    name: 'aliases have names of their own, and lead to versions that are there',
    source: SEEN,
    async observe(world) {
      const FunctionName = await newFunction(world, OWN, { Publish: true });
      await alias(world, FunctionName);
      return [
        await refusal(alias(world, FunctionName)),
        await refusal(alias(world, FunctionName, { Name: '2024' })),
        await refusal(alias(world, FunctionName, { Name: 'x', FunctionVersion: '9' })),
        await refusal(world.lambda.send(new GetAliasCommand({ FunctionName, Name: 'x' }))),
        await refusal(world.lambda.send(new UpdateAliasCommand({ FunctionName, Name: 'x' }))),
        await refusal(invoked(world, `${FunctionName}:x`)),
      ];
    },
    expected: [
      { ...CONFLICT, message: /^Alias already exists: arn:.*:live$/ },
      { error: 'ValidationException', status: 400 },
      { ...MISSING, message: /^Function not found: arn:.*:9$/ },
      { ...MISSING, message: /^Cannot find alias arn: arn:.*:x$/ },
      { ...MISSING, message: /^Alias not found: arn:.*:x$/ },
      { ...MISSING, message: /^Function not found: arn:.*:x$/ },
    ],
  },
  {
    name: 'aliases are listed by the version that they lead to',
    source: PAGES.lambda('ListAliases'),
    async observe(world) {
      const FunctionName = await twoVersions(world);
      await alias(world, FunctionName);
      await alias(world, FunctionName, { Name: 'next', FunctionVersion: '2' });
      const input = { FunctionName, FunctionVersion: '2' };
      const { Aliases } = await world.lambda.send(new ListAliasesCommand(input));
      return Aliases?.map(({ Name }) => Name);
    },
    expected: ['next'],
  },
  {
    name: 'a version goes alone, and not while an alias leads to it',
    source: PAGES.lambda('DeleteFunction'),
    async observe(world) {
      const FunctionName = await twoVersions(world);
      await alias(world, FunctionName);
      const remove = () => world.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }));
      const refused = await refusal(remove());
      await world.lambda.send(new DeleteAliasCommand({ FunctionName, Name: 'live' }));
      await remove();
      const { Versions } = await world.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
      return { refused, left: Versions?.map(({ Version }) => Version) };
    },
    expected: {
      refused: { ...CONFLICT, message: /the following aliases reference it: \[live\]$/ },
      left: ['$LATEST', '2'],
    },
  },
  {
    name: 'a function without any concurrency is called by nobody',
    source: PAGES.lambda('PutFunctionConcurrency'),
    async observe(world) {
      const FunctionName = await newFunction(world, OWN);
      const put = new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 });
      await world.lambda.send(put);
      const { ReservedConcurrentExecutions } = await world.lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      return { ReservedConcurrentExecutions, call: await refusal(invoked(world, FunctionName)) };
    },
    expected: {
      ReservedConcurrentExecutions: 0,
      call: { error: 'TooManyRequestsException', status: 429 },
    },
  },
];
