// With a socket or without, an execution must not see the difference.
import { jsonService } from '../../../src/services/protocols/json.ts';
import { type Principal, ServiceError } from '../../../src/services/service.ts';
import { createIntegrations } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { freeOperation } from '../../support/operations.ts';

const ROLE = 'arn:aws:iam::000000000000:role/m';
const role: Principal = { arn: ROLE, can: (action) => action !== 'dynamodb:DeleteItem' };
const context = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
  stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
  roleArn: ROLE,
  traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1',
};
const ITEM = { TableName: 'riders', Key: { pk: { S: 'Zürich' } } };

let answer: (input: Record<string, unknown>) => unknown = () => ({});
const traced: (string | undefined)[] = [];
let gateway: TestGateway;
let both: Readonly<Record<'with' | 'without', ReturnType<typeof createIntegrations>>>;

beforeAll(async () => {
  const operations = ['GetItem', 'DeleteItem'].map((name) =>
    freeOperation(name, (input, { traceHeader }) => {
      traced.push(traceHeader);
      return answer(input);
    }),
  );
  const tables = {
    scope: 'dynamodb',
    version: '1.0',
    targetPrefix: 'DynamoDB_20120810',
    operations,
  } as const;
  gateway = await startGateway([jsonService(tables)], { role });
  const options = {
    functions: { invoke: async () => ({ payload: 'null', statusCode: 200 }) },
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => gateway.endpoint,
    credentialsFor: (arn: string) => ({ accessKeyId: arn === ROLE ? 'role' : arn, secretAccessKey: 'local' }),
  };
  both = {
    with: createIntegrations(options),
    without: createIntegrations({ ...options, request: gateway.request }),
  };
});
beforeEach(() => {
  answer = (input) => ({ Item: input['Key'] });
  traced.length = 0;
});
afterAll(async () => {
  for (const integrations of Object.values(both)) integrations.close();
  await gateway.close();
});

function run(
  way: keyof typeof both,
  resource: string,
  {
    signal = new AbortController().signal,
    traceHeader = context.traceHeader,
    ...more
  }: { signal?: AbortSignal; traceHeader?: string; credentials?: unknown } = {},
): Promise<unknown> {
  const task = { state: 'Read', resource: `arn:aws:states:::${resource}`, input: ITEM, signal, ...more };
  return both[way].invoke(task, { ...context, traceHeader });
}

/** What differs from call to call, hidden. */
function shape(result: unknown): unknown {
  const text = JSON.stringify(result, (name, value) =>
    /^date$|requestid|request-id/i.test(name) ? `a ${typeof value}` : value,
  );
  return JSON.parse(text);
}

/** Properties in order, as objects print. */
const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .map(([name, inner]) => [name, sorted(inner)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      );

it('gives the same result, headers included', async () => {
  const [one, other] = [await run('with', 'dynamodb:getItem'), await run('without', 'dynamodb:getItem')];

  expect(sorted(shape(other))).toEqual(sorted(shape(one)));
  expect(one).toMatchObject({ Item: ITEM.Key });
});

it('carries the trace header', async () => {
  await run('without', 'dynamodb:getItem');

  expect(traced).toEqual([context.traceHeader]);
});

it('gives each of several calls at once its own trace and its own answer', async () => {
  const traceHeaders = ['Root=1-5759e988-a;Sampled=1', '', 'Root=1-5759e988-b;Sampled=1'];
  let count = 0;
  answer = () => {
    count += 1;
    return { Item: { number: { N: String(count) } } };
  };

  const results = await Promise.all(
    traceHeaders.map((traceHeader) => run('without', 'dynamodb:getItem', { traceHeader })),
  );

  expect(traced).toEqual(['Root=1-5759e988-a;Sampled=1', undefined, 'Root=1-5759e988-b;Sampled=1']);
  expect(results).toMatchObject(['1', '2', '3'].map((N) => ({ Item: { number: { N } } })));
});

it.each([
  ['what the service refuses', 'dynamodb:getItem'],
  ['what the role may not do', 'dynamodb:deleteItem'],
])('names %s alike', async (_, resource) => {
  answer = () => {
    throw new ServiceError('ResourceNotFoundException', 'no such table');
  };
  const failureOf = async (way: 'with' | 'without') => {
    const error = (await run(way, resource).catch((reason: unknown) => reason)) as Error & {
      errorName: string;
    };
    return [error.errorName, error.message.replace(/[0-9a-f-]{36}/g, 'an id')];
  };

  expect(await failureOf('without')).toEqual(await failureOf('with'));
});

it('checks who asks, without a socket as with one', async () => {
  const credentials = { RoleArn: 'nobody' };

  await expect(run('without', 'dynamodb:getItem', { credentials })).rejects.toThrow(
    'The security token included in the request is invalid',
  );
});

it('gives up when the state no longer waits, though no answer ever comes', async () => {
  const abort = new AbortController();
  answer = () => {
    abort.abort();
    return new Promise(() => undefined);
  };

  await expect(run('without', 'dynamodb:getItem', { signal: abort.signal })).rejects.toThrow();
});
