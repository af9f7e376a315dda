import type { ServiceRequest } from '../../../src/services/service.ts';
import { ROOT } from '../../support/gateway.ts';
import { aStack, echoTemplate, type TestStack } from './an-api.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await aStack(
    echoTemplate(
      '{ Get: { Type: HttpApi, Properties: { Path: /a, Method: GET, Auth: { Authorizer: One, AuthorizationScopes: [read] } } } }',
      `
Globals:
  HttpApi:
    CorsConfiguration: { AllowOrigins: ['*'] }
    StageVariables: { Colour: Blue }
    Auth: { Authorizers: { One: { JwtConfiguration: { issuer: 'https://issuer.example', audience: [me] } } } }`,
    ),
  );
});
afterAll(() => stack.close());

async function get(path: string, can = true) {
  const service = stack.cloud.services.find(({ scope }) => scope === 'apigateway')!;
  const request: ServiceRequest = {
    method: 'GET',
    path,
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    principal: { ...ROOT, can: () => can },
    endpoint: stack.cloud.endpoint,
    requestId: 'r',
  };
  const { status, body } = await service
    .handle(request)
    .catch((error: { status: number; message: string }) => ({
      status: error.status,
      body: JSON.stringify({ message: error.message }),
    }));
  return { status, answer: JSON.parse(String(body)) as { items: Record<string, unknown>[] } };
}

it('tells of every API, its routes, stages, integrations and authorizers', async () => {
  const apiId = stack.cloud.stack.ref('ServerlessHttpApi');
  const { answer: apis } = await get('/v2/apis');
  expect(apis.items).toMatchObject([
    {
      apiId,
      apiEndpoint: stack.cloud.stack.attribute('ServerlessHttpApi', 'ApiEndpoint'),
      name: 'laptop',
      protocolType: 'HTTP',
      corsConfiguration: { allowOrigins: ['*'] },
    },
  ]);
  const { answer: routes } = await get(`/v2/apis/${apiId}/routes`);
  expect(routes.items).toMatchObject([
    { routeKey: 'GET /a', authorizationType: 'JWT', authorizationScopes: ['read'] },
  ]);
  const { answer: authorizers } = await get(`/v2/apis/${apiId}/authorizers`);
  expect(authorizers.items).toMatchObject([
    { authorizerId: routes.items[0]?.authorizerId, jwtConfiguration: { issuer: 'https://issuer.example' } },
  ]);
  expect((await get(`/v2/apis/${apiId}/stages/$default`)).answer).toMatchObject({
    stageName: '$default',
    stageVariables: { Colour: 'Blue' },
  });
  const { answer: integrations } = await get(`/v2/apis/${apiId}/integrations`);
  expect(integrations.items).toMatchObject([{ integrationType: 'AWS_PROXY', payloadFormatVersion: '2.0' }]);
});

it('refuses what is not there, and who may not look', async () => {
  expect(await get('/v2/apis/nobody')).toMatchObject({ status: 404 });
  expect(await get(`/v2/apis/${stack.cloud.stack.ref('ServerlessHttpApi')}/routes/nobody`)).toMatchObject({
    status: 404,
  });
  const refused = await get('/v2/apis', false);
  expect(JSON.stringify(refused)).toContain('not authorized to perform: apigateway:GET');
});
