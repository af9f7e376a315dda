import { aStack, echoTemplate, type TestStack } from './an-api.ts';

/** Lets in by word: yes, no, fail, nonsense; says how often it was asked. */
const SIMPLE = `
      let asked = 0;
      exports.handler = async ({ identitySource: [word], type, routeArn, rawPath }) => {
        if (word === 'fail') throw new Error('it fails');
        if (word === 'nonsense') return { isAuthorized: 'perhaps' };
        return { isAuthorized: word === 'yes', context: { asked: ++asked, type, routeArn, nested: { rawPath } } };
      };`;
const POLICY = `
      exports.handler = async ({ headers, routeArn }) => {
        const Resource = headers.only ? routeArn.replace(/[^/]*$/, headers.only) : '*';
        const Statement = [{ Action: 'execute-api:Invoke', Effect: headers.effect, Resource }];
        return { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement } };
      };`;

const aFunction = (name: string, code: string) => `
  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |${code.replaceAll('\n', '\n  ')}`;

let stack: TestStack;
beforeAll(async () => {
  stack = await aStack(
    echoTemplate(
      `
        Kept: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: '/kept/{id}', Method: ANY, Auth: { Authorizer: Kept } } }
        Fresh: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /fresh, Method: GET, Auth: { Authorizer: Fresh } } }
        Policy: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: '/policy/{id}', Method: GET, Auth: { Authorizer: Policy } } }
        Barred: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /barred, Method: GET, Auth: { Authorizer: Barred } } }`,
      `${aFunction('Simple', SIMPLE)}${aFunction('ByPolicy', POLICY)}
  Pets:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        Authorizers:
          Kept: { FunctionArn: !GetAtt Simple.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true, Identity: { Headers: [word], ReauthorizeEvery: 60 } }
          Fresh: { FunctionArn: !GetAtt Simple.Arn, AuthorizerPayloadFormatVersion: 2.0, EnableSimpleResponses: true, EnableFunctionDefaultPermissions: true, Identity: { QueryStrings: [word] } }
          Policy: { FunctionArn: !GetAtt ByPolicy.Arn, AuthorizerPayloadFormatVersion: '2.0', EnableFunctionDefaultPermissions: true, Identity: { Headers: [effect], ReauthorizeEvery: 60 } }
          Barred: { FunctionArn: !GetAtt Echo.Arn, AuthorizerPayloadFormatVersion: '2.0' }`,
    ),
  );
});
afterAll(() => stack.close());

interface Echoed {
  event: { requestContext: { authorizer: { lambda: Record<string, unknown> } } };
}

it('lets in whom its function lets in, with what it says of them', async () => {
  const answer = await stack.ask('/fresh?word=yes');
  const api = stack.cloud.stack.ref('Pets');
  expect(answer.json<Echoed>().event.requestContext.authorizer.lambda).toEqual({
    asked: expect.any(Number),
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:us-east-1:000000000000:${api}/$default/GET/fresh`,
    nested: { rawPath: '/fresh' },
  });
});

it.each([
  ['nobody who says nothing', '/fresh', 401, 'Unauthorized'],
  ['nobody whom it does not', '/fresh?word=no', 403, 'Forbidden'],
  ['nobody while it fails', '/fresh?word=fail', 500, 'Internal Server Error'],
  ['nobody whose answer it garbles', '/fresh?word=nonsense', 500, 'Internal Server Error'],
  ['nobody where it may not be called', '/barred', 500, 'Internal Server Error'],
])('lets in %s', async (_, path, status, message) => {
  const answer = await stack.ask(path);
  expect([answer.status, answer.json()]).toEqual([status, { message }]);
});

it('says why an authorizer cannot say', () => {
  const logged = stack.logged.join('\n');
  expect(logged).toContain('the authorizer Fresh: its answer must have isAuthorized, true or false');
  expect(logged).toMatch(
    /the authorizer Barred: API Gateway may not call .* EnableFunctionDefaultPermissions/,
  );
});

it('keeps answers by identity as long as the authorizer says, and failures not at all', async () => {
  const askedFor = async (path: string, word: string) => {
    const answer = await stack.ask(path, { headers: { word } });
    return [
      answer.status,
      answer.status === 200 && answer.json<Echoed>().event.requestContext.authorizer.lambda.asked,
    ];
  };
  const first = await askedFor('/kept/1', 'yes');
  expect(await askedFor('/kept/2', 'yes')).toEqual(first);
  expect(await askedFor('/kept/1', 'no')).toEqual([403, false]);
  const [, one] = [await stack.ask('/fresh?word=yes'), await stack.ask('/fresh?word=yes')].map(
    (answer) => answer.json<Echoed>().event.requestContext.authorizer.lambda.asked as number,
  );
  expect(one).toBeGreaterThan(first[1] as number);
  expect(await askedFor('/kept/1', 'fail')).toEqual([500, false]);
});

it('holds a policy that is kept against each route', async () => {
  const status = async (id: string, headers: Record<string, string>) =>
    (await stack.ask(`/policy/${id}`, { headers })).status;
  expect(await status('1', { effect: 'Deny' })).toBe(403);
  expect(await status('1', { effect: 'Allow', only: '1' })).toBe(200);
  expect(await status('2', { effect: 'Allow' })).toBe(403);
});
