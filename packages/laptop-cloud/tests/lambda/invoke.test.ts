import { aFunction, aProject, type Project } from './a-project.ts';

const STEPS = `
import { setTimeout as sleep } from 'node:timers/promises';
let calls = 0;
export const echo = async (event: unknown) => event;
export const nothing = async () => undefined;
export const plain = (event: { a: number }) => event.a + 1;
export const context = async (_: unknown, context: Record<string, unknown> & { getRemainingTimeInMillis(): number }) =>
  ({ ...context, left: context.getRemainingTimeInMillis() });
export const env = async () => ({ ...process.env });
export const count = async () => (calls += 1);
export const slow = async ({ ms }: { ms: number }) => { await sleep(ms); return 'done'; };
export const spin = async () => { for (;;); };
class ImageUnreadableError extends Error { override readonly name = 'ImageUnreadableError'; }
export const fail = async () => {
  throw new ImageUnreadableError('no image');
};
export const failText = async () => { throw 'a text'; };
export const exit = async ({ code }: { code: number }) => { process.exit(code); };
export const reject = async () => { void Promise.reject(new Error('nobody waits')); await sleep(5000); };
export const crash = async () => { setTimeout(() => { throw new TypeError('from a timer'); }, 1); await sleep(5000); };
export const greedy = async () => { const all: number[][] = []; for (;;) all.push(new Array(100_000).fill(1.5)); };
export const callback = (event: unknown, context: unknown, done: (error: null, value: number) => void) => done(null, 1);
export const large = async () => 'x'.repeat(7 * 2 ** 20);
export const undefinedHandler = undefined;
`;

const NAMES =
  'echo nothing plain context env count fail failText exit reject crash callback large missing undefinedHandler'.split(
    ' ',
  );

let project: Project;
beforeAll(async () => {
  project = await aProject(
    { 'src/step.ts': STEPS },
    `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Environment: { Variables: { TABLE: riders, LIMIT: 3 } } } }
Resources:${NAMES.map((name) => aFunction(name)).join('')}
${aFunction('slow', 'Timeout: 1')}
${aFunction('spin', 'Timeout: 1')}
${aFunction('greedy', 'MemorySize: 128, Timeout: 60')}
${aFunction('alone', 'ReservedConcurrentExecutions: 1').replace('step.alone', 'step.slow')}
`,
  );
});
afterAll(() => project.remove());

test.each([
  ['echo', { a: [1, 'ü'] }, { a: [1, 'ü'] }],
  ['nothing', {}, null],
  ['plain', { a: 1 }, 2],
])('answers what the handler of %s returns', async (name, event, expected) => {
  expect(await project.call(name, event)).toEqual(expected);
});

test('finds a function by name, by ARN with or without version, and by logical id', async () => {
  const { name, arn } = project.lambda.find('echo');

  for (const id of [name, arn, `${arn}:$LATEST`, 'echo']) expect(await project.call(id, 7)).toBe(7);
  await expect(project.call('nobody')).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    status: 404,
  });
});

test('gives the handler the whole context', async () => {
  const { name, arn } = project.lambda.find('context');

  expect(await project.call('context')).toMatchObject({
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: '128',
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
    left: expect.any(Number),
  });
});

test("shows the template's variables and Lambda's, and nothing of the host but PATH and TZ", async () => {
  process.env.SECRET_OF_THE_HOST = 'secret';

  const env = (await project.call('env')) as Record<string, string>;

  delete process.env.SECRET_OF_THE_HOST;
  const { name } = project.lambda.find('env');
  expect(env).toMatchObject({
    TABLE: 'riders',
    LIMIT: '3',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: `key-of-${name}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _HANDLER: 'step.env',
    _X_AMZN_TRACE_ID: expect.stringContaining('Sampled=0'),
  });
  expect(env.SECRET_OF_THE_HOST).toBeUndefined();
  expect(env.HOME).toBeUndefined();
});

test('keeps an environment for the next event, one event at a time', async () => {
  expect(await project.call('count')).toBe(1);
  expect(await project.call('count')).toBe(2);

  const together = await Promise.all([project.call('count'), project.call('count'), project.call('count')]);

  // One of them found the warm environment, the others started fresh ones.
  expect(together.toSorted()).toEqual([1, 1, 3]);
});

test('reports what a handler throws under its name, with the .ts line', async () => {
  const { payload, functionError } = await project.lambda.invoke('fail', '{}');

  const report = JSON.parse(payload);
  expect(functionError).toBe('Unhandled');
  expect(report).toMatchObject({ errorType: 'ImageUnreadableError', errorMessage: 'no image' });
  const line = STEPS.split('\n').findIndex((text) => text.includes("'no image'")) + 1;
  expect(report.trace.join('\n')).toContain(`src/step.ts:${line}:`);
});

test.each([
  ['failText', {}, { errorType: 'string', errorMessage: 'a text' }],
  ['exit', { code: 3 }, { errorType: 'Runtime.ExitError', errorMessage: /^RequestId: .* exit status 3$/ }],
  [
    'exit',
    { code: 0 },
    { errorType: 'Runtime.ExitError', errorMessage: /exited without providing a reason/ },
  ],
  ['reject', {}, { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: nobody waits' }],
  ['crash', {}, { errorType: 'TypeError', errorMessage: 'from a timer' }],
  [
    'slow',
    { ms: 5000 },
    { errorType: 'Sandbox.Timedout', errorMessage: /Task timed out after 1\.00 seconds$/ },
  ],
  ['spin', {}, { errorType: 'Sandbox.Timedout', errorMessage: /timed out/ }],
  ['greedy', {}, { errorType: 'Runtime.OutOfMemory', errorMessage: /signal: killed$/ }],
  ['callback', {}, { errorType: 'Runtime.CallbackHandlerDeprecated' }],
  [
    'missing',
    {},
    { errorType: 'Runtime.HandlerNotFound', errorMessage: 'step.missing is undefined or not exported' },
  ],
  ['undefinedHandler', {}, { errorType: 'Runtime.HandlerNotFound' }],
  ['large', {}, { errorType: 'Function.ResponseSizeTooLarge' }],
])('reports the end of %s given %j as Lambda does', async (name, event, expected) => {
  const { payload, functionError } = await project.lambda.invoke(name, JSON.stringify(event));

  const report = JSON.parse(payload);
  expect(functionError).toBe('Unhandled');
  for (const [key, value] of Object.entries(expected))
    expect(report[key]).toEqual(value instanceof RegExp ? expect.stringMatching(value) : value);
});

test('starts a fresh environment after a timeout', async () => {
  await project.call('slow', { ms: 5000 });

  expect(await project.call('slow', { ms: 1 })).toBe('done');
});

test('throttles beyond reserved concurrency', async () => {
  const first = project.call('alone', { ms: 500 });
  const second = project.call('alone', { ms: 1 });

  await expect(second).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429 });
  expect(await first).toBe('done');
});

test.each([
  ['{"a":', 'InvalidRequestContentException'],
  [JSON.stringify('x'.repeat(6 * 2 ** 20)), 'RequestTooLargeException'],
])('refuses a bad payload', async (payload, code) => {
  await expect(project.lambda.invoke('echo', payload)).rejects.toMatchObject({ code });
});

test('stops waiting, not the function, when the caller gives up', async () => {
  const controller = new AbortController();
  const waiting = project.lambda.invoke('slow', '{"ms":200}', { signal: controller.signal });

  controller.abort(new Error('gave up'));

  await expect(waiting).rejects.toThrow('gave up');
  expect(await project.call('slow', { ms: 1 })).toBe('done');
});
