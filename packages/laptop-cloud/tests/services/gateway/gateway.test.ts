import { request as httpRequest } from 'node:http';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { createGateway, type Gateway } from '../../../src/services/gateway.ts';
import { jsonService } from '../../../src/services/protocols/json.ts';
import { queryService } from '../../../src/services/protocols/query.ts';
import { authorize, ServiceError, type ServiceRequest } from '../../../src/services/service.ts';
import { REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
import { freeOperation } from '../../support/operations.ts';

const seen: { input: Record<string, unknown>; request: ServiceRequest }[] = [];
const logged: string[] = [];

const tables = jsonService({
  scope: 'dynamodb',
  version: '1.0',
  targetPrefix: 'DynamoDB_20120810',
  errorPrefix: 'com.amazonaws.dynamodb.v20120810#',
  log: (line) => logged.push(line),
  operations: [
    freeOperation('ListTables', (input, request) => {
      seen.push({ input, request });
      authorize(request.principal, 'dynamodb:ListTables', '*');
      if (input['Limit'] === 1) throw new ServiceError('ResourceInUseException', 'busy', 400, { Extra: 7 });
      if (input['Limit'] === 2) throw new TypeError('secret detail');
      return { TableNames: ['Riders'], At: new Date(1_500) };
    }),
  ],
});
const topics = queryService({
  scope: 'sns',
  version: '2010-03-31',
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  operations: [
    freeOperation('Publish', (input, request) => {
      seen.push({ input, request });
      if (input['Message'] === 'no') throw new ServiceError('NotFound', 'Topic <none> & "void"', 404);
      return { MessageId: `<${input['Subject']}>` };
    }),
  ],
});

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway([tables, topics], {
    guest: { arn: 'arn:aws:iam::1:role/guest', can: () => false },
  });
});
afterAll(() => gateway.close());

const tablesClient = (config: object = {}) => new DynamoDBClient({ ...gateway.clientConfig, ...config });

describe('a signed JSON request', () => {
  it('reaches the operation of the service it is scoped to, with its signer', async () => {
    const answer = await tablesClient().send(new ListTablesCommand({ Limit: 10 }));

    expect(answer.TableNames).toEqual(['Riders']);
    expect(seen.at(-1)).toMatchObject({
      input: { Limit: 10 },
      request: { method: 'POST', path: '/', principal: ROOT, endpoint: gateway.endpoint },
    });
  });

  it('gets the error of the service, with its members', async () => {
    const failure = await tablesClient()
      .send(new ListTablesCommand({ Limit: 1 }))
      .catch((error) => error);

    expect(failure).toMatchObject({ name: 'ResourceInUseException', message: 'busy', Extra: 7 });
    expect(failure.$metadata.httpStatusCode).toBe(400);
  });

  it('gets InternalFailure for an unexpected error, which is logged and not shown', async () => {
    const failure = await tablesClient()
      .send(new ListTablesCommand({ Limit: 2 }))
      .catch((error) => error);

    expect(failure.name).toBe('InternalFailure');
    expect(failure.message).not.toContain('secret detail');
    expect(logged.join()).toContain('secret detail');
  });

  it('is refused by name when the operation does not exist', async () => {
    const failure = await tablesClient()
      .send(new PutItemCommand({ TableName: 'Riders', Item: {} }))
      .catch((error) => error);

    expect(failure.name).toBe('UnknownOperationException');
    expect(failure.message).toContain('PutItem');
  });

  it('is refused with AccessDeniedException when no policy of its signer allows the action', async () => {
    const client = new DynamoDBClient(gateway.as('guest'));

    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('role/guest is not authorized to perform: dynamodb:ListTables'),
    });
  });
});

describe('a signed query request', () => {
  const client = () => new SNSClient(gateway.clientConfig);

  it('arrives as nested values and is answered in XML', async () => {
    const answer = await client().send(
      new PublishCommand({
        Subject: 'Zoë & "you" <3',
        Message: 'a=b&c',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'x' },
          size: { DataType: 'Number', StringValue: '2' },
        },
      }),
    );

    expect(answer.MessageId).toBe('<Zoë & "you" <3>');
    expect(seen.at(-1)?.input).toEqual({
      Subject: 'Zoë & "you" <3',
      Message: 'a=b&c',
      MessageAttributes: {
        kind: { DataType: 'String', StringValue: 'x' },
        size: { DataType: 'Number', StringValue: '2' },
      },
    });
  });

  it('gets errors with code, message and status', async () => {
    const failure = await client()
      .send(new PublishCommand({ Message: 'no' }))
      .catch((error) => error);

    expect(failure).toMatchObject({ name: 'NotFoundException', message: 'Topic <none> & "void"' });
    expect(failure.$metadata.httpStatusCode).toBe(404);
  });

  it('is refused by name when the action does not exist', async () => {
    const subscribe = client().send(new SubscribeCommand({ TopicArn: 'arn', Protocol: 'sqs' }));

    await expect(subscribe).rejects.toMatchObject({ message: expect.stringContaining('Subscribe') });
  });
});

describe('the signature', () => {
  it('is refused for an unknown access key', async () => {
    const client = new DynamoDBClient(gateway.as('nobody'));

    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  it('is refused when made with another secret', async () => {
    const client = tablesClient({ credentials: { accessKeyId: 'local', secretAccessKey: 'guess' } });

    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it.each([
    ['the body', { body: '{"Limit":11}' }],
    ['the operation', { headers: { 'x-amz-target': 'DynamoDB_20120810.DropTable' } }],
    ['the path', { path: '/other' }],
    ['the query', { path: '/?a=b' }],
  ])('does not fit when %s is changed on the way', async (_what, change) => {
    const client = tablesClient();
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { headers: object; body: string; path: string };
        const { headers, ...rest } = { headers: {}, ...change };
        Object.assign(request, rest);
        Object.assign(request.headers, headers);
        if ('body' in change)
          Object.assign(request.headers, { 'content-length': String(change.body.length) });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );

    await expect(client.send(new ListTablesCommand({ Limit: 10 }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  it('is refused when the clocks differ by more than five minutes', async () => {
    const late = await createGateway({
      port: 0,
      services: [tables],
      credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
      now: () => Date.now() + 301_000,
    });

    const failure = await tablesClient({ endpoint: late.endpoint })
      .send(new ListTablesCommand({}))
      .catch((error) => error);

    await late.close();
    expect(failure.name).toBe('InvalidSignatureException');
  });

  it('is required', async () => {
    const answer = await fetch(gateway.endpoint, { method: 'POST', body: '{}' });

    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});

describe('the door', () => {
  it('names a service it does not have', async () => {
    const client = new EventBridgeClient(gateway.clientConfig);

    await expect(client.send(new PutEventsCommand({ Entries: [] }))).rejects.toMatchObject({
      message: expect.stringContaining('"events"'),
    });
  });

  it('serves a service added after the start', async () => {
    const open: Gateway = await createGateway({
      port: 0,
      services: [],
      credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
    });
    open.add(tables);

    const answer = await tablesClient({ endpoint: open.endpoint }).send(new ListTablesCommand({}));

    await open.close();
    expect(answer.TableNames).toEqual(['Riders']);
    expect(() => open.add(tables)).toThrow('two services claim the scope dynamodb');
    expect(open.offers('dynamodb', 'ListTables')).toBe(true);
    expect(open.offers('dynamodb', 'ListChairs')).toBe(false);
    expect(open.offers('chairs', 'ListTables')).toBe(false);
  });

  it('tells of each request by its operation, or by its path where there is none', async () => {
    const lines: string[] = [];
    const told: Gateway = await createGateway({
      port: 0,
      services: [tables, topics],
      credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
      access: (line) => lines.push(line),
    });

    await tablesClient({ endpoint: told.endpoint }).send(new ListTablesCommand({}));
    await new SNSClient({ ...gateway.clientConfig, endpoint: told.endpoint }).send(
      new PublishCommand({ TopicArn: 'arn', Message: 'yes' }),
    );
    await fetch(`${told.endpoint}/where?a=b`);

    await told.close();
    expect(lines).toEqual([
      expect.stringMatching(/^dynamodb ListTables 200 [\d.]+ ms$/),
      expect.stringMatching(/^sns Publish 200 [\d.]+ ms$/),
      expect.stringMatching(/^- GET \/where 403 [\d.]+ ms$/),
    ]);
  });

  it('refuses a host name that is not this machine', async () => {
    const status = await new Promise((resolve) => {
      const { port } = new URL(gateway.endpoint);
      httpRequest({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });

    expect(status).toBe(403);
  });

  it('refuses a body above 25 MB', async () => {
    const failure = await tablesClient()
      .send(new ListTablesCommand({ ExclusiveStartTableName: 'x'.repeat(25 * 1024 * 1024) }))
      .catch((error) => error);

    expect(failure).toMatchObject({ name: 'EntityTooLarge', $metadata: { httpStatusCode: 413 } });
  });

  it('answers 500 to one caller where a header cannot be sent, and goes on', async () => {
    const odd = jsonService({
      scope: 'odd',
      version: '1.0',
      targetPrefix: 'Odd',
      operations: [],
    });
    const lines: string[] = [];
    const open = await createGateway({
      port: 0,
      services: [
        {
          ...odd,
          takesUnsigned: () => true,
          handle: async () => ({ status: 200, headers: { 'x-a': 'b\nc' } }),
        },
      ],
      credentials: () => undefined,
      log: (line) => lines.push(line),
    });

    const answers = [await fetch(open.endpoint), await fetch(open.endpoint)];
    await open.close();

    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    expect(lines.join()).toContain('Invalid character in header content');
  });

  it('refuses what nobody signed before its body has come', async () => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    const request = httpRequest(gateway.endpoint, {
      method: 'POST',
      headers: { 'content-length': '100', expect: '100-continue' },
    });
    request.on('continue', () => resolve(100));
    request.on('response', (answer) => resolve(answer.statusCode));
    request.flushHeaders();

    const status = await promise;

    expect(status).toBe(403);
    request.destroy();
  });

  it('says which port is taken and what to do', async () => {
    const { port } = new URL(gateway.endpoint);

    const second = createGateway({ port: Number(port), services: [], credentials: () => undefined });

    await expect(second).rejects.toThrow(`port ${port} is taken`);
  });

  it('answers with the error a fault rule throws before the service is reached', async () => {
    const faulty = await createGateway({
      port: 0,
      services: [tables],
      credentials: () => ({ secretAccessKey: 'local', principal: ROOT }),
      before: async () => {
        throw new ServiceError('ThrottlingException', 'slow down');
      },
    });

    const failure = await tablesClient({ endpoint: faulty.endpoint, region: REGION })
      .send(new ListTablesCommand({}))
      .catch((error) => error);

    await faulty.close();
    expect(failure.name).toBe('ThrottlingException');
  });
});

describe('a request that nobody signed', () => {
  const pages = {
    scope: 'pages',
    takesUnsigned: ({ path }: { path: string }) => path === '/login/page',
    handle: async (request: ServiceRequest) => ({
      status: 200,
      body: `${request.isUnsigned} ${request.principal.arn}`,
    }),
  };
  const bucket = {
    scope: 's3',
    handle: async ({ isUnsigned }: ServiceRequest) => ({ status: 200, body: `s3 ${isUnsigned}` }),
  };
  let open: TestGateway;
  beforeAll(async () => {
    open = await startGateway([pages, bucket]);
  });
  afterAll(() => open.close());

  it('reaches the service that takes it, whatever stands in Authorization', async () => {
    for (const authorization of ['Bearer x', 'Basic eA=='])
      expect(await (await fetch(`${open.endpoint}/login/page`, { headers: { authorization } })).text()).toBe(
        'true anonymous',
      );
    expect((await fetch(`${open.endpoint}/login/other`)).status).toBe(403);
  });

  it('leaves signed ones to the service that they are signed for', async () => {
    const client = new S3Client({ ...open.clientConfig, forcePathStyle: true });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'login', Key: 'page' }));
    expect(await Body?.transformToString()).toBe('s3 undefined');
    client.destroy();
  });
});
