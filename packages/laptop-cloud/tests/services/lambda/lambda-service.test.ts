import {
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListVersionsByFunctionCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { type Bus, createBus } from '../../../src/services/bus.ts';
import { createLambdaService, type LambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { aFunction, aProject, type Project } from '../../lambda/a-project.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const STEPS = `
let failures = 0;
export const Step = async (event: unknown) => { console.log('at work'); return { got: event ?? null }; };
export const Fail = async () => { throw new RangeError('bad'); };
export const Context = async (_: unknown, context: { clientContext: unknown }) => context.clientContext;
export const Published = async (_: unknown, context: { functionVersion: string; invokedFunctionArn: string }) =>
  [context.functionVersion, context.invokedFunctionArn];
export const Flaky = async () => { console.log('try', ++failures); if (failures < 3) throw new Error('not yet'); };
`;

let project: Project;
let gateway: TestGateway;
let bus: Bus;
let lambdaService: LambdaService;
let client: LambdaClient;
const lost: string[] = [];

beforeAll(async () => {
  project = await aProject(
    { 'src/step.ts': STEPS },
    `Resources:${['Step', 'Fail', 'Context', 'Flaky'].map((name) => aFunction(name)).join('')}${aFunction('Published', 'AutoPublishAlias: live')}`,
  );
  bus = createBus();
  lambdaService = createLambdaService({
    lambda: project.lambda,
    bus,
    region: REGION,
    accountId: ACCOUNT_ID,
    queues: createSqs({ bus, region: REGION, accountId: ACCOUNT_ID }).source,
    retryDelaysMs: [1, 1],
    log: (line) => lost.push(line),
  });
  const onlyStep = {
    arn: 'arn:aws:sts::000000000000:assumed-role/caller/x',
    can: (_: string, arn: string) => arn.includes('Step'),
  };
  gateway = await startGateway([lambdaService.service], {
    limited: onlyStep,
    aliasOnly: { arn: onlyStep.arn, can: (_: string, arn: string) => arn.endsWith(':live') },
  });
  client = new LambdaClient(gateway.clientConfig);
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  await project.remove();
});

const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString();
const invoked = (name: string) =>
  new Promise<string>((resolve) => {
    project.lambda.onInvocation(({ logicalId }, { payload }) => logicalId === name && resolve(payload));
  });

test('invokes a function and tells its answer, version and log', async () => {
  const answer = await client.send(
    new InvokeCommand({ FunctionName: 'Step', Payload: '{"a":1}', LogType: 'Tail' }),
  );

  expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
  expect(answer.FunctionError).toBeUndefined();
  expect(JSON.parse(text(answer.Payload))).toEqual({ got: { a: 1 } });
  expect(Buffer.from(answer.LogResult ?? '', 'base64').toString()).toMatch(/^START .*at work.*REPORT/s);
});

test('invokes by ARN, without a payload, with a client context', async () => {
  const { arn } = project.lambda.find('Step');
  const ClientContext = Buffer.from('{"custom":{"a":1}}').toString('base64');

  const byArn = await client.send(new InvokeCommand({ FunctionName: arn }));
  const withContext = await client.send(new InvokeCommand({ FunctionName: 'Context', ClientContext }));

  expect(text(byArn.Payload)).toBe('{"got":{}}');
  expect(text(withContext.Payload)).toBe('{"custom":{"a":1}}');
});

test('a function that fails is an answer with FunctionError', async () => {
  const answer = await client.send(new InvokeCommand({ FunctionName: 'Fail' }));

  expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
  expect(JSON.parse(text(answer.Payload))).toMatchObject({ errorType: 'RangeError', errorMessage: 'bad' });
});

describe('by qualifier', () => {
  const ALIAS = { FunctionName: 'Published', Qualifier: 'live' };

  test('an alias runs its version, which the answer names', async () => {
    const answers = [];
    for (const input of [ALIAS, { FunctionName: 'Published:live' }, { FunctionName: 'Published' }])
      answers.push(await client.send(new InvokeCommand(input)));
    const contexts = answers.map(({ Payload }) => JSON.parse(text(Payload)) as string[]);

    expect(answers.map(({ ExecutedVersion }) => ExecutedVersion)).toEqual(['1', '1', '$LATEST']);
    expect(contexts.map(([version]) => version)).toEqual(['1', '1', '$LATEST']);
    expect(contexts[0]?.[1]).toMatch(/:function:test-Published-\w+:live$/);
  });

  test('functions, versions and aliases can be looked at', async () => {
    const { Configuration } = await client.send(new GetFunctionCommand(ALIAS));
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'Published' }));
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName: 'Published' }));
    const alias = await client.send(new GetAliasCommand({ FunctionName: 'Published', Name: 'live' }));

    expect(Configuration).toMatchObject({ Version: '1', FunctionArn: expect.stringMatching(/:live$/) });
    expect(Versions?.map(({ Version, FunctionArn }) => [Version, FunctionArn?.split(':').at(-1)])).toEqual([
      ['$LATEST', '$LATEST'],
      ['1', '1'],
    ]);
    expect(Aliases).toMatchObject([{ Name: 'live', FunctionVersion: '1' }]);
    expect(alias).toMatchObject({ Name: 'live', AliasArn: expect.stringMatching(/:live$/) });
    await expect(
      client.send(new GetAliasCommand({ FunctionName: 'Published', Name: 'gone' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('a permission on the alias is none on the function, and the other way round', async () => {
    const limited = new LambdaClient(gateway.as('aliasOnly'));
    const allowed = await limited.send(new InvokeCommand(ALIAS));
    for (const FunctionName of ['Published', 'Published:1', 'Published:$LATEST'])
      await expect(limited.send(new InvokeCommand({ FunctionName }))).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
    limited.destroy();
    expect(allowed.ExecutedVersion).toBe('1');
  });

  test('refuses two qualifiers that differ', async () => {
    const input = { FunctionName: 'Published:live', Qualifier: '1' };
    await expect(client.send(new InvokeCommand(input))).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

test('an event larger than a mebibyte is refused, as a request it is taken', async () => {
  const Payload = JSON.stringify('x'.repeat(1_048_576));
  const event = client.send(new InvokeCommand({ FunctionName: 'Step', InvocationType: 'Event', Payload }));
  await expect(event).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  await expect(client.send(new InvokeCommand({ FunctionName: 'Step', Payload }))).resolves.toMatchObject({
    StatusCode: 200,
  });
});

test('lists come in pages, and with every version when asked', async () => {
  const listed: string[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client, pageSize: 2 }, {}))
    listed.push(...Functions.map(({ FunctionName }) => FunctionName!));
  const { Functions: all = [] } = await client.send(new ListFunctionsCommand({ FunctionVersion: 'ALL' }));
  const versions = new ListVersionsByFunctionCommand({ FunctionName: 'Published', MaxItems: 1 });
  const { Versions = [], NextMarker } = await client.send(versions);

  expect(listed.map((name) => name.split('-')[1]).sort()).toEqual([
    'Context',
    'Fail',
    'Flaky',
    'Published',
    'Step',
  ]);
  expect(all.map(({ Version }) => Version)).toContain('1');
  expect([Versions.length, typeof NextMarker]).toEqual([1, 'string']);
  await expect(client.send(new ListFunctionsCommand({ Marker: 'garbage' }))).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});

test('a version that does not exist is none, and a function has no reserved concurrency unless it says so', async () => {
  const nine = client.send(new GetFunctionCommand({ FunctionName: 'Step', Qualifier: '9' }));
  await expect(nine).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const answer = await client.send(new GetFunctionConcurrencyCommand({ FunctionName: 'Step' }));
  expect(answer.ReservedConcurrentExecutions).toBeUndefined();
});

test.each(['RequestResponse', 'Event'] as const)(
  '%s with no JSON is told where it is none',
  async (InvocationType) => {
    const Payload = Buffer.from([0x99, 0xeb]);
    await expect(
      client.send(new InvokeCommand({ FunctionName: 'Step', InvocationType, Payload })),
    ).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringMatching(
        /^Could not parse request body into json: Could not parse payload into json: Unexpected character .* line: 1, column: 1\]$/s,
      ),
    });
  },
);

test.each([
  [{ FunctionName: 'Nobody' }, 'ResourceNotFoundException', 404],
  [{ FunctionName: 'Step', Qualifier: 'live' }, 'ResourceNotFoundException', 404],
  [{ FunctionName: 'Step', Payload: '{' }, 'InvalidRequestContentException', 400],
  [
    { FunctionName: 'Step', Payload: '{', InvocationType: 'Event' as const },
    'InvalidRequestContentException',
    400,
  ],
  [{ FunctionName: 'Step', InvocationType: 'Later' as never }, 'ValidationException', 400],
  [{ FunctionName: 'Step', LogType: 'All' as never }, 'ValidationException', 400],
  [{ FunctionName: 'Step', ClientContext: 'e' }, 'InvalidRequestContentException', 400],
  [{ FunctionName: 'Step', TenantId: 't' }, 'InvalidParameterValueException', 400],
  [{ FunctionName: 'Step', DurableExecutionName: 'd' }, 'InvalidParameterValueException', 400],
])('refuses %j as AWS does', async (input, name, status) => {
  await expect(client.send(new InvokeCommand(input))).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode: status },
  });
});

test('a caller without the permission is refused, whatever it asks', async () => {
  const limited = new LambdaClient(gateway.as('limited'));

  const allowed = await limited.send(new InvokeCommand({ FunctionName: 'Step' }));
  const refused = ['RequestResponse', 'Event', 'DryRun'] as const;

  expect(allowed.StatusCode).toBe(200);
  for (const InvocationType of refused)
    await expect(
      limited.send(new InvokeCommand({ FunctionName: 'Fail', InvocationType })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  limited.destroy();
});

test('an event is accepted at once and tried three times', async () => {
  const events: string[] = [];
  project.lambda.onLog(({ text: line }) => line.includes('try') && events.push(line));

  const answer = await client.send(new InvokeCommand({ FunctionName: 'Flaky', InvocationType: 'Event' }));
  for (let tries = 0; tries < 3; tries += 1) await invoked('Flaky');

  expect(answer.StatusCode).toBe(202);
  expect(events).toHaveLength(3);
});

test('says when an event is lost', async () => {
  await client.send(new InvokeCommand({ FunctionName: 'Fail', InvocationType: 'Event' }));
  for (let tries = 0; tries < 3; tries += 1) await invoked('Fail');
  await new Promise((resolve) => setImmediate(resolve));

  expect(lost.join()).toMatch(/event for .*Fail.* is lost after 3 tries: .*RangeError/);
});

test('a dry run checks and runs nothing', async () => {
  const answer = await client.send(new InvokeCommand({ FunctionName: 'Step', InvocationType: 'DryRun' }));

  expect(answer.StatusCode).toBe(204);
});

test('tells of its functions', async () => {
  const { name, arn, roleArn } = project.lambda.find('Step');

  const configuration = await client.send(new GetFunctionConfigurationCommand({ FunctionName: 'Step' }));
  const one = await client.send(new GetFunctionCommand({ FunctionName: name }));
  const all = await client.send(new ListFunctionsCommand({}));

  expect(configuration).toMatchObject({
    FunctionName: name,
    FunctionArn: arn,
    Role: roleArn,
    Runtime: 'nodejs24.x',
    MemorySize: 128,
    Timeout: 3,
  });
  expect(one.Configuration?.FunctionArn).toBe(arn);
  expect(all.Functions?.map(({ FunctionName }) => FunctionName)).toContain(name);
});

test('names an operation it does not have', async () => {
  await expect(client.send(new ListLayersCommand({}))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('layers'),
  });
});

test('receives deliveries for function ARNs', async () => {
  const { arn } = project.lambda.find('Step');
  const arrived = invoked('Step');

  await bus.deliver(arn, '{"from":"a topic"}', {});
  const waited = await bus.deliver(arn, '1', { parameters: { InvocationType: 'REQUEST_RESPONSE' } });

  expect(JSON.parse(await arrived)).toEqual({ got: { from: 'a topic' } });
  expect(waited).toEqual({ got: 1 });
  await expect(bus.deliver(`${arn}x`, '{}', {})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('a refusal reaches other services as a ServiceError', async () => {
  await expect(lambdaService.functions.invoke('Nobody', '{}', {})).rejects.toMatchObject({
    name: 'ServiceError',
    code: 'ResourceNotFoundException',
  });
});
