import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  LambdaClient,
  ListFunctionEventInvokeConfigsCommand,
  PutFunctionEventInvokeConfigCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { createBus } from '../../../src/services/bus.ts';
import { createLambdaService } from '../../../src/services/lambda/lambda-service.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import { aFunction, aProject, type Project } from '../../lambda/a-project.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';
import { settle } from '../manual-clock.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${name}`;
const QUEUE = arn('sqs', 'ended');

let project: Project;
let gateway: TestGateway;
let client: LambdaClient;
let FunctionName: string;
const told: unknown[] = [];
const lost: string[] = [];
const bus = createBus();
beforeAll(async () => {
  project = await aProject(
    { 'src/step.ts': `export const Step = async () => { throw new Error('broken'); };` },
    `Resources:${aFunction('Step', 'AutoPublishAlias: live')}`,
  );
  const account = { region: REGION, accountId: ACCOUNT_ID };
  const { service } = createLambdaService({
    ...account,
    lambda: project.lambda,
    bus,
    queues: createSqs({ ...account, bus }).source,
    log: (line) => lost.push(line),
  });
  bus.target('sqs', async (_, text) => void told.push(JSON.parse(text)));
  const reader = {
    arn: arn('iam', 'role/reader'),
    can: (action: string) => action === 'lambda:GetFunctionEventInvokeConfig',
  };
  gateway = await startGateway([service], { reader });
  client = new LambdaClient(gateway.clientConfig);
  FunctionName = project.lambda.functions()[0]!.name;
});
afterAll(async () => {
  client.destroy();
  await gateway.close();
  await project.remove();
});

const get = (more: object = {}) =>
  client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName, ...more }));

it('is put, told, changed in a part and taken away', async () => {
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const put = await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    }),
  );
  await client.send(
    new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 60 }),
  );

  expect(put).toMatchObject({
    FunctionArn: `${arn('lambda', `function:${FunctionName}`)}:$LATEST`,
    LastModified: expect.any(Date),
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination: QUEUE } },
  });
  expect(await get({ Qualifier: '$LATEST' })).toMatchObject({
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: 60,
    DestinationConfig: { OnFailure: { Destination: QUEUE } },
  });
  await client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

it.each([
  ['put', new PutFunctionEventInvokeConfigCommand({ FunctionName: 'none', MaximumRetryAttempts: 1 })],
  ['changed', new UpdateFunctionEventInvokeConfigCommand({ FunctionName: 'none' })],
  ['listed', new ListFunctionEventInvokeConfigsCommand({ FunctionName: 'none' })],
])('of a function that is not there it is not %s', async (_, command) => {
  await expect(client.send(command as ListFunctionEventInvokeConfigsCommand)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: "The function doesn't exist.",
  });
});

it('is not put without anything, of a function that is not there either', async () => {
  const put = new PutFunctionEventInvokeConfigCommand({ FunctionName: 'none' });
  await expect(client.send(put)).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
    message: 'You must specify at least one of error handling or destination setting.',
  });
});

it('of a function and its alias are two, listed page by page', async () => {
  for (const Qualifier of ['$LATEST', 'live'])
    await client.send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName, Qualifier, MaximumRetryAttempts: 1 }),
    );
  const list = (Marker?: string) =>
    client.send(
      new ListFunctionEventInvokeConfigsCommand({
        FunctionName,
        MaxItems: 1,
        ...(Marker === undefined ? {} : { Marker }),
      }),
    );
  const first = await list();
  const second = await list(first.NextMarker);

  const qualifiers = [first, second].map(({ FunctionEventInvokeConfigs }) =>
    FunctionEventInvokeConfigs?.map((one) => one.FunctionArn?.split(':').at(-1)),
  );
  expect(qualifiers).toEqual([['$LATEST'], ['live']]);
  expect(second.NextMarker).toBeUndefined();
});

it('holds for the next event', async () => {
  await client.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    }),
  );

  await bus.deliver(arn('lambda', `function:${FunctionName}`), '{}', {});
  while (told.length === 0 && lost.length === 0) await settle();

  expect([told, lost]).toMatchObject([[{ requestContext: { condition: 'RetriesExhausted' } }], []]);
});

it.each([
  [
    'a FIFO queue',
    { DestinationConfig: { OnFailure: { Destination: `${QUEUE}.fifo` } } },
    'InvalidParameterValueException',
    `The destination ARN ${QUEUE}.fifo is invalid`,
  ],
  [
    'three retries',
    { MaximumRetryAttempts: 3 },
    'ValidationException',
    "1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2",
  ],
  [
    'nothing',
    {},
    'InvalidParameterValueException',
    'You must specify at least one of error handling or destination setting.',
  ],
])('is refused with %s', async (_, more, name, message) => {
  await expect(
    client.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, ...more })),
  ).rejects.toMatchObject({ name, message: expect.stringContaining(message) });
});

it('has no destination that is the function itself, or a function that is not there', async () => {
  const onSuccess = (name: string) =>
    client.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName,
        DestinationConfig: { OnSuccess: { Destination: arn('lambda', `function:${name}`) } },
      }),
    );

  await expect(onSuccess(FunctionName)).rejects.toThrow(
    "You can't specify the function as a destination for itself.",
  );
  await expect(onSuccess('Nobody')).rejects.toThrow(
    `The destination ARN ${arn('lambda', 'function:Nobody')} is invalid.`,
  );
});

it('asks for the right to each of them', async () => {
  const reader = new LambdaClient(gateway.as('reader'));
  await expect(reader.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }))).resolves.toBeDefined();
  await expect(
    reader.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName })),
  ).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

it('is said not to be there of the version that was asked for', async () => {
  const { FunctionArn } = await client.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }),
  );
  await client.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));

  await expect(get()).rejects.toThrow(`The function ${FunctionArn} doesn't have an EventInvokeConfig`);
  expect(FunctionArn).toMatch(/:\$LATEST$/);
});
