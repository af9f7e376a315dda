import { aStack, echoTemplate, type TestStack } from './an-api.ts';

interface Echoed {
  event: Record<string, unknown> & { requestContext: Record<string, unknown> };
  text: string | null;
}

describe('an HTTP API of SAM events', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await aStack(
      echoTemplate(
        `
        Root: { Type: HttpApi, Properties: { Path: /, Method: GET } }
        Pet: { Type: HttpApi, Properties: { Path: '/pets/{id}', Method: get } }
        Put: { Type: HttpApi, Properties: { Path: '/pets/{id}', Method: PUT } }
        Any: { Type: HttpApi, Properties: { Path: '/any/{proxy+}', Method: ANY } }`,
        `
Outputs:
  Endpoint: { Value: !GetAtt ServerlessHttpApi.ApiEndpoint }
  Url: { Value: !Sub 'https://\${ServerlessHttpApi}.execute-api.\${AWS::Region}.amazonaws.com/pets' }
  Stage: { Value: !Ref ServerlessHttpApi.Stage }`,
      ),
    );
  });
  afterAll(() => stack.close());

  it('calls the function of a route with an event of format 2.0', async () => {
    const answer = await stack.ask('/pets/rex%20i?a=1&a=2&b=%20', {
      headers: { 'X-Twice': ['one', 'two'], Cookie: 'c=1; d=2', 'user-agent': 'jest' },
    });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json');
    const { event } = answer.json<Echoed>();
    const { requestContext, headers } = event;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /pets/{id}',
      rawPath: '/pets/rex i',
      rawQueryString: 'a=1&a=2&b=%20',
      cookies: ['c=1', 'd=2'],
      queryStringParameters: { a: '1,2', b: ' ' },
      pathParameters: { id: 'rex i' },
      isBase64Encoded: false,
    });
    expect(headers).toMatchObject({
      'x-twice': 'one,two',
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(headers).not.toHaveProperty('cookie');
    expect(requestContext).toMatchObject({
      accountId: '000000000000',
      apiId: stack.cloud.stack.ref('ServerlessHttpApi'),
      http: {
        method: 'GET',
        path: '/pets/rex i',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'jest',
      },
      routeKey: 'GET /pets/{id}',
      stage: '$default',
      requestId: answer.headers['apigw-requestid'],
    });
    expect(requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(event).not.toHaveProperty('body');
  });

  it('tells its address in outputs, however the template puts it together', () => {
    const api = stack.cloud.stack.ref('ServerlessHttpApi');
    const [site] = stack.cloud.sites();
    expect(site?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(stack.cloud.stack.outputs).toEqual({
      Endpoint: `${site?.address}/_api/${api}`,
      Url: `${site?.address}/_api/${api}/pets`,
      Stage: '$default',
    });
  });

  it('answers at the addresses it tells, and by host name', async () => {
    const { outputs } = stack.cloud.stack;
    expect((await stack.ask('/pets/1', { address: outputs.Endpoint! })).status).toBe(200);
    const host = `${stack.cloud.stack.ref('ServerlessHttpApi')}.localhost:1`;
    expect((await stack.ask('/pets/1', { headers: { host } })).status).toBe(200);
  });

  it('gives text bodies as they are and others in Base64', async () => {
    const send = async (type: string) =>
      (
        await stack.ask('/pets/1', { method: 'PUT', body: 'a=ä', headers: { 'content-type': type } })
      ).json<Echoed>();
    const json = await send('application/json; charset=utf-8');
    expect([json.event.body, json.event.isBase64Encoded]).toEqual(['a=ä', false]);
    const form = await send('application/x-www-form-urlencoded');
    expect([form.event.body, form.event.isBase64Encoded]).toEqual(['YT3DpA==', true]);
    expect(form.text).toBe('a=ä');
    const untyped = await stack.ask('/pets/1', { method: 'PUT', body: 'x' });
    expect(untyped.json<Echoed>().event).toMatchObject({ body: 'x', isBase64Encoded: false });
  });

  it.each([
    ['no route', '/nowhere', {}, 404, 'Not Found'],
    ['no such method', '/pets/1', { method: 'DELETE' }, 404, 'Not Found'],
    ['a slash too many', '/pets/1/', {}, 404, 'Not Found'],
    ['a path that does not decode', '/pets/%E0%A4%A', {}, 400, 'Bad Request'],
    ['a function that fails', '/pets/1?fail=1', {}, 500, 'Internal Server Error'],
    ['an answer that is none', '/pets/1?answer={"statusCode":99}', {}, 500, 'Internal Server Error'],
    [
      'a header that cannot be sent',
      '/pets/1?answer={"statusCode":200,"headers":{"a":"b%5Cnc"}}',
      {},
      500,
      'Internal Server Error',
    ],
    [
      'a body that is no text',
      '/pets/1?answer={"statusCode":200,"body":{}}',
      {},
      500,
      'Internal Server Error',
    ],
    [
      'too large a body',
      '/pets/1',
      { method: 'PUT', body: Buffer.alloc(10 * 2 ** 20 + 1) },
      413,
      'Request Entity Too Large',
    ],
    [
      'a body that Lambda does not take',
      '/pets/1',
      { method: 'PUT', body: Buffer.alloc(6 * 2 ** 20) },
      413,
      'Request Entity Too Large',
    ],
  ])('answers %s in the words of API Gateway', async (_, path, options, status, message) => {
    const answer = await stack.ask(path, options);
    expect([answer.status, answer.json()]).toEqual([status, { message }]);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['apigw-requestid']).toMatch(/^.{15}=$/);
  });

  it.each([
    ['an object', { a: 1 }, 200, 'application/json', '{"a":1}'],
    ['a text', 'hello', 200, 'application/json', '"hello"'],
    ['nothing', null, 200, 'application/json', 'null'],
    ['a status alone', { statusCode: '204' }, 204, 'text/plain;charset=UTF-8', ''],
    ['a body', { statusCode: 201, body: 'b' }, 201, 'text/plain;charset=UTF-8', 'b'],
    [
      'bytes',
      {
        statusCode: 200,
        headers: { 'Content-Type': 'image/png', 'X-N': 1 },
        body: 'aGk=',
        isBase64Encoded: true,
      },
      200,
      'image/png',
      'hi',
    ],
  ])('makes an answer of %s', async (_, result, status, type, body) => {
    const answer = await stack.ask(`/any/x?answer=${encodeURIComponent(JSON.stringify(result))}`);
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([status, type, body]);
  });

  it('sends each cookie as a header of its own', async () => {
    const result = { statusCode: 200, cookies: ['a=1', 'b=2; Secure'] };
    const answer = await stack.ask(`/any/x?answer=${encodeURIComponent(JSON.stringify(result))}`);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2; Secure']);
  });
});
