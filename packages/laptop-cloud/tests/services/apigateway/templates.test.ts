// What templates may say of HTTP APIs, and what is refused by name.
import {
  AddPermissionCommand,
  GetPolicyCommand,
  LambdaClient,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import { type Answer, aStack, echoTemplate, type TestStack } from './an-api.ts';

const stacks: TestStack[] = [];
afterEach(async () => {
  for (const stack of stacks.splice(0)) await stack.close();
});
const start = async (...template: Parameters<typeof echoTemplate>): Promise<TestStack> => {
  const stack = await aStack(echoTemplate(...template));
  stacks.push(stack);
  return stack;
};
const routeKeyOf = (answer: Answer) => answer.json<{ event: { routeKey: string } }>().event.routeKey;

const RAW = (more: { permission?: string; api?: string; stage?: string; uri?: string } = {}) => `
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: raw, ProtocolType: HTTP, ${more.api ?? ''} }
  Live:
    Type: AWS::ApiGatewayV2::Stage
    Properties: { ApiId: !Ref Api, StageName: live, AutoDeploy: true, StageVariables: { colour: blue }, ${more.stage ?? ''} }
  Lambda:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Api
      IntegrationType: AWS_PROXY
      IntegrationUri: ${more.uri ?? '!GetAtt Echo.Arn'}
      PayloadFormatVersion: '2.0'
  Get:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: 'GET /pets/{id}', Target: !Sub 'integrations/\${Lambda}' }
  Everything:
    Type: AWS::ApiGatewayV2::Route
    Properties: { ApiId: !Ref Api, RouteKey: $default, Target: !Join [/, [integrations, !Ref Lambda]] }
  May:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Echo
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/${more.permission ?? '*'}'`;

const QUICK = (properties: string) => `
  Api:
    Type: AWS::ApiGatewayV2::Api
    Properties: { Name: quick, ProtocolType: HTTP, ${properties} }
  May:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Echo
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${Api}/*'`;

describe("API Gateway's own types", () => {
  it('make an API with a named stage, whose name stands in the path that functions see', async () => {
    const { ask } = await start('{}', RAW());
    const { event } = (await ask('/live/pets/1')).json<{ event: Record<string, unknown> }>();
    expect(event).toMatchObject({
      routeKey: 'GET /pets/{id}',
      rawPath: '/live/pets/1',
      requestContext: { stage: 'live', http: { path: '/live/pets/1' } },
      stageVariables: { colour: 'blue' },
    });
    expect(routeKeyOf(await ask('/live'))).toBe('$default');
    expect((await ask('/pets/1')).status).toBe(404);
  });

  it.each([
    ['every request', '', '/pets/1', '$default'],
    ['the requests of its RouteKey', "RouteKey: 'GET /pets/{id}',", '/pets/1', 'GET /pets/{id}'],
  ])('lead %s to the Target of an API without routes of its own', async (_, routeKey, path, found) => {
    const { ask } = await start('{}', QUICK(`${routeKey} Target: !GetAtt Echo.Arn`));

    expect(routeKeyOf(await ask(path))).toBe(found);
  });

  it.each([
    [
      'a Target that is no function',
      'Target: https://example.com',
      /Target https:\/\/example.com is not the ARN/,
    ],
    ['a RouteKey without a Target', "RouteKey: 'GET /'", /RouteKey GET \/ needs a Target/],
  ])('refuse %s', async (_, properties, message) => {
    await expect(start('{}', QUICK(properties))).rejects.toThrow(message);
  });

  it('take the path by which API Gateway calls a function', async () => {
    const uri =
      "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations'";
    const { ask } = await start('{}', RAW({ uri }));
    expect((await ask('/live/pets/1')).status).toBe(200);
  });

  it('answer 500 without a permission for the route, and say which is missing', async () => {
    const { ask, logged } = await start('{}', RAW({ permission: '*/GET/pets/*' }));
    expect((await ask('/live/pets/1')).status).toBe(200);
    const answer = await ask('/live/other');
    expect([answer.status, answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(logged.join('\n')).toMatch(
      /Api: \$default: API Gateway may not call arn:\S+: give the template an AWS::Lambda::Permission/,
    );
  });
});

describe('what the template permits', () => {
  it('stands in the policy of the function, where it may be taken away and given otherwise', async () => {
    const { ask, cloud } = await start('{}', RAW());
    const lambda = new LambdaClient({
      endpoint: cloud.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const FunctionName = cloud.stack.resource('Echo').physicalName;
    const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
    const [statement] = JSON.parse(Policy).Statement;
    const status = async () => (await ask('/live/pets/1')).status;
    const before = await status();

    await lambda.send(new RemovePermissionCommand({ FunctionName, StatementId: statement.Sid }));
    const without = await status();
    const added = { FunctionName, StatementId: 'own', Action: 'lambda:InvokeFunction' };
    await lambda.send(
      new AddPermissionCommand({
        ...added,
        Principal: statement.Principal.Service,
        SourceAccount: '111111111111',
      }),
    );
    const ofOther = await status();
    await lambda.send(
      new AddPermissionCommand({
        ...added,
        StatementId: 'right',
        Principal: statement.Principal.Service,
        SourceArn: statement.Condition.ArnLike['AWS:SourceArn'],
      }),
    );

    expect([before, without, ofOther, await status()]).toEqual([200, 500, 500, 200]);
    lambda.destroy();
  });

  it('does not hold for another account, in quotes or not', async () => {
    const principal = 'Principal: apigateway.amazonaws.com';
    const template = RAW().replace(principal, `${principal}\n      SourceAccount: 123456789012`);
    const { ask } = await start('{}', template);
    expect((await ask('/live/pets/1')).status).toBe(500);
  });

  it('names a principal that there is', async () => {
    const template = RAW().replace('Principal: apigateway.amazonaws.com', 'Principal: apigateway');
    await expect(start('{}', template)).rejects.toThrow(
      /^May \(AWS::Lambda::Permission\): The provided principal was invalid/,
    );
  });
});

describe('a SAM template', () => {
  it('may call an alias, name its own API, its stage and any route', async () => {
    const { ask, cloud } = await start(
      `
        All: { Type: HttpApi, Properties: { ApiId: !Ref Pets } }
        Get: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /a, Method: GET } }
      AutoPublishAlias: live`,
      '\n  Pets: { Type: AWS::Serverless::HttpApi, Properties: { StageName: beta, Name: pets } }\n  Marker: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Pets.Stage } }',
    );
    expect(routeKeyOf(await ask('/beta/a'))).toBe('GET /a');
    expect(routeKeyOf(await ask('/beta/b', { method: 'POST' }))).toBe('$default');
    expect(cloud.stack.resource('Marker').properties.DisplayName).toBe('beta');
  });

  it('lets Globals reach the API that events make', async () => {
    const { ask } = await start(
      '{ Get: { Type: HttpApi, Properties: { Path: /a, Method: GET } } }',
      'Globals: { HttpApi: { CorsConfiguration: true } }',
    );
    const { headers } = await ask('/a', { headers: { origin: 'https://x.example' } });
    expect(headers['access-control-allow-origin']).toBe('*');
  });

  it('has no API where the condition of its only user is false', async () => {
    const { cloud } = await start(
      '{ Get: { Type: HttpApi, Properties: { Path: /a, Method: GET } } }\n    Condition: Never',
      '  Topic: { Type: AWS::SNS::Topic }\nConditions: { Never: !Equals [a, b] }',
    );
    expect(cloud.sites()).toEqual([]);
  });

  it('has its APIs beside each other at one port', async () => {
    const { ask, cloud } = await start(
      `
        One: { Type: HttpApi, Properties: { ApiId: !Ref First, Path: /a, Method: GET } }
        Two: { Type: HttpApi, Properties: { ApiId: !Ref Second, Path: /b, Method: GET } }`,
      '\n  First: { Type: AWS::Serverless::HttpApi }\n  Second: { Type: AWS::Serverless::HttpApi }',
    );
    const addresses = Object.fromEntries(cloud.sites().map(({ site, address }) => [site.name, address]));
    expect(routeKeyOf(await ask('/a', { address: addresses.First! }))).toBe('GET /a');
    expect(routeKeyOf(await ask('/b', { address: addresses.Second! }))).toBe('GET /b');
    expect((await ask('/a', { address: addresses.Second! })).status).toBe(404);
  });
});

const EVENT = (properties: string) => `{ Get: { Type: HttpApi, Properties: { ${properties} } } }`;
const API = (properties: string) =>
  `\n  Pets: { Type: AWS::Serverless::HttpApi, Properties: { ${properties} } }`;
const JWT = 'JwtConfiguration: { issuer: https://x.example, audience: [a] }';

it.each<[string, string, string, RegExp]>([
  ['a path without method', EVENT('Path: /a'), '', /Echo: Events.Get needs a Method/],
  [
    'a bad method',
    EVENT('Path: /a, Method: FETCH'),
    '',
    /EchoGetRoute .*"FETCH \/a" must be \$default, or one of/,
  ],
  [
    'an API that is none',
    EVENT('Path: /a, Method: GET, ApiId: abc'),
    '',
    /EchoGet \(HttpApi\): ApiId must be a Ref/,
  ],
  [
    'payload format 1.0',
    EVENT("Path: /a, Method: GET, PayloadFormatVersion: '1.0'"),
    '',
    /PayloadFormatVersion: must be "2.0"/,
  ],
  [
    'too long a timeout',
    EVENT('Path: /a, Method: GET, TimeoutInMillis: 30001'),
    '',
    /TimeoutInMillis: Too big/,
  ],
  [
    'an unknown authorizer',
    EVENT('Path: /a, Method: GET, Auth: { Authorizer: Nobody }'),
    '',
    /no authorizer "Nobody" in ServerlessHttpApi/,
  ],
  [
    'IAM on a route',
    EVENT('Path: /a, Method: GET, Auth: { Authorizer: AWS_IAM }'),
    '',
    /AWS_IAM is not supported/,
  ],
  [
    'scopes without authorizer',
    EVENT('Path: /a, Method: GET, Auth: { AuthorizationScopes: [a] }'),
    '',
    /AuthorizationScopes need an Authorizer/,
  ],
  [
    'IAM of an API',
    EVENT('ApiId: !Ref Pets'),
    API('Auth: { EnableIamAuthorizer: true }'),
    /Pets .*EnableIamAuthorizer is not supported/,
  ],
  [
    'a Lambda authorizer without format',
    EVENT('ApiId: !Ref Pets'),
    API('Auth: { Authorizers: { A: { FunctionArn: x } } }'),
    /Authorizers.A needs an AuthorizerPayloadFormatVersion/,
  ],
  [
    'settings of a route that is not there',
    EVENT('ApiId: !Ref Pets'),
    API("RouteSettings: { 'GET /nowhere': { ThrottlingRateLimit: 1 } }"),
    /Pets: RouteSettings of the stage \$default name GET \/nowhere, which is no route/,
  ],
  [
    'a Lambda authorizer of format 1.0',
    EVENT('ApiId: !Ref Pets'),
    API(
      "Auth: { Authorizers: { A: { FunctionArn: !GetAtt Echo.Arn, AuthorizerPayloadFormatVersion: '1.0' } } }",
    ),
    /PetsAAuthorizer .*AuthorizerPayloadFormatVersion: must be "2.0"/,
  ],
  [
    'a Lambda authorizer by stage variable',
    EVENT('ApiId: !Ref Pets'),
    API(
      "Auth: { Authorizers: { A: { FunctionArn: !GetAtt Echo.Arn, AuthorizerPayloadFormatVersion: '2.0', Identity: { StageVariables: [x] } } } }",
    ),
    /Authorizers.A.Identity: StageVariables is not supported/,
  ],
  [
    'an OpenAPI document of S3',
    EVENT('ApiId: !Ref Pets'),
    API('DefinitionUri: s3://bucket/api.yaml'),
    /Pets .*DefinitionUri is not supported .*AWS::Include/,
  ],
  [
    'a document of REST APIs',
    EVENT('ApiId: !Ref Pets'),
    API(
      'DefinitionBody: { openapi: 3.0.1, paths: { /x: { get: { x-amazon-apigateway-integration: { type: aws } } } } }',
    ),
    /IntegrationType: must be AWS_PROXY/,
  ],
  [
    'a route that stands in the document and in an event',
    EVENT('ApiId: !Ref Pets, Method: get, Path: /x'),
    API(
      "DefinitionBody: { openapi: 3.0.1, paths: { /x: { get: { x-amazon-apigateway-integration: { type: aws_proxy, uri: !GetAtt Echo.Arn, payloadFormatVersion: '2.0' } } } } }",
    ),
    /RouteKey GET \/x is taken by another route/,
  ],
  [
    'a domain',
    EVENT('ApiId: !Ref Pets'),
    API('Domain: { DomainName: x }'),
    /Pets .*Domain is not supported .*no domain/,
  ],
  [
    'an issuer that is no URL',
    EVENT('ApiId: !Ref Pets'),
    API('Auth: { Authorizers: { A: { JwtConfiguration: { issuer: x, audience: [a] } } } }'),
    /PetsAAuthorizer .*JwtConfiguration.Issuer: Invalid URL/,
  ],
  [
    'two identity sources',
    EVENT('ApiId: !Ref Pets'),
    API(`Auth: { Authorizers: { A: { ${JWT}, IdentitySource: $request.body } } }`),
    /must be \$request.header.NAME/,
  ],
  [
    'credentials for everybody',
    EVENT('ApiId: !Ref Pets'),
    API("CorsConfiguration: { AllowOrigins: ['*'], AllowCredentials: true }"),
    /AllowCredentials needs named AllowOrigins/,
  ],
  [
    'a variable that nobody knows',
    EVENT('ApiId: !Ref Pets'),
    API(
      "AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:1:log-group:x', Format: '$context.requestId $context.color' }",
    ),
    /\$context.color is not known; known are \$context.accountId/,
  ],
  [
    'a log without request id',
    EVENT('ApiId: !Ref Pets'),
    API(
      "AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:1:log-group:x', Format: '$context.status' }",
    ),
    /must hold \$context.requestId/,
  ],
  [
    'a log that goes elsewhere',
    EVENT('ApiId: !Ref Pets'),
    API("AccessLogSettings: { DestinationArn: 'arn:aws:firehose:x', Format: '$context.requestId' }"),
    /is not the ARN of a log group/,
  ],
  [
    'a WebSocket API',
    '{}',
    '\n  Talk: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: x, ProtocolType: WEBSOCKET } }',
    /Talk .*ProtocolType: must be HTTP: WebSocket/,
  ],
  [
    'an imported API',
    '{}',
    '\n  Talk: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: x, ProtocolType: HTTP, Body: {} } }',
    /Talk .*Body: HTTP APIs are made of documents that say openapi: 3.0/,
  ],
  [
    'a VPC link',
    '{}',
    '\n  Link: { Type: AWS::ApiGatewayV2::VpcLink, Properties: { Name: x } }',
    /Link \(AWS::ApiGatewayV2::VpcLink\): the laptop does not support/,
  ],
  [
    'a custom domain',
    '{}',
    '\n  Name: { Type: AWS::ApiGatewayV2::DomainName, Properties: { DomainName: x } }',
    /does not support this resource type/,
  ],
  [
    'a stage that nobody deploys',
    '{}',
    RAW({ stage: 'AutoDeploy: false' }).replace('AutoDeploy: true, ', ''),
    /Live .*needs AutoDeploy: true/,
  ],
  [
    'a proxy to elsewhere',
    '{}',
    RAW().replace('AWS_PROXY', 'HTTP_PROXY'),
    /Lambda .*IntegrationType: must be AWS_PROXY on the laptop/,
  ],
  [
    'an IAM route',
    '{}',
    RAW().replace('RouteKey: $default', 'RouteKey: $default, AuthorizationType: AWS_IAM'),
    /Everything .*AuthorizationType: must be NONE, JWT or CUSTOM/,
  ],
  [
    'two routes of a key',
    '{}',
    RAW().replace('RouteKey: $default', "RouteKey: 'GET /pets/{id}'"),
    /RouteKey GET \/pets\/\{id\} is taken/,
  ],
  [
    'a REST API',
    '{}',
    '\n  Rest: { Type: AWS::Serverless::Api, Properties: { StageName: x } }',
    /Rest \(AWS::Serverless::Api\): the laptop does not support/,
  ],
])('refuses %s by name', async (_, events, more, why) => {
  await expect(start(events, more)).rejects.toThrow(why);
});

it('refuses a function that names the API that calls it: SAM would go in a circle', async () => {
  const events = `
        Get: { Type: HttpApi, Properties: { ApiId: !Ref Pets, Path: /, Method: GET } }
      Environment: { Variables: { API: !GetAtt Pets.ApiEndpoint } }`;
  await expect(start(events, '\n  Pets: { Type: AWS::Serverless::HttpApi }')).rejects.toThrow(
    /circle: .*Pets/,
  );
});
