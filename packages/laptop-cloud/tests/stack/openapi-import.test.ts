// What an OpenAPI document of an HTTP API is made into, and what of it is refused by name.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withIncluded } from '../../src/stack/included-file.ts';
import { importedApi } from '../../src/stack/openapi-import.ts';

const INTEGRATION = {
  type: 'aws_proxy',
  uri: { 'Fn::GetAtt': ['Echo', 'Arn'] },
  payloadFormatVersion: '2.0',
  httpMethod: 'POST',
};
const operation = (more: object = {}) => ({ 'x-amazon-apigateway-integration': INTEGRATION, ...more });
const documentOf = (paths: object, more: object = {}) => ({ openapi: '3.0.1', paths, ...more });
const imported = (document: unknown) =>
  importedApi('Pets', document, 'Pets: DefinitionBody', () => ({ by: 'default' }));

const SCHEMES = {
  components: {
    securitySchemes: {
      'the-pool': {
        type: 'oauth2',
        'x-amazon-apigateway-authorizer': {
          type: 'jwt',
          identitySource: '$request.header.Authorization',
          jwtConfiguration: { issuer: 'https://example.com', audience: ['a'] },
        },
      },
      Asks: {
        type: 'apiKey',
        'x-amazon-apigateway-authorizer': {
          type: 'request',
          authorizerUri: 'arn:f',
          authorizerPayloadFormatVersion: '2.0',
          enableSimpleResponses: true,
          identitySource: '$request.header.a, $request.querystring.b',
        },
      },
    },
  },
};

it('makes a route and an integration of each operation, whose values may hold functions of CloudFormation', () => {
  const { properties, made } = imported(
    documentOf(
      {
        '/pets/{id}': {
          get: operation({ operationId: 'getPet' }),
          'x-amazon-apigateway-any-method': operation(),
        },
      },
      {
        info: { title: 'pets', description: 'All of them' },
        'x-amazon-apigateway-cors': { allowOrigins: ['*'], maxAge: 5 },
      },
    ),
  );

  expect(properties).toEqual({
    Name: 'pets',
    Description: 'All of them',
    CorsConfiguration: { AllowOrigins: ['*'], MaxAge: 5 },
  });
  expect(made['Pets1Integration']).toEqual({
    type: 'AWS::ApiGatewayV2::Integration',
    properties: {
      ApiId: { Ref: 'Pets' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: INTEGRATION.uri,
      PayloadFormatVersion: '2.0',
      IntegrationMethod: 'POST',
    },
  });
  expect(made['Pets1Route']?.properties).toEqual({
    ApiId: { Ref: 'Pets' },
    RouteKey: 'GET /pets/{id}',
    Target: { 'Fn::Sub': 'integrations/${Pets1Integration}' },
    OperationName: 'getPet',
    by: 'default',
  });
  expect(made['Pets2Route']?.properties['RouteKey']).toBe('ANY /pets/{id}');
});

it('makes authorizers of security schemes, of all routes or of one', () => {
  const { made } = imported(
    documentOf(
      {
        '/a': {
          get: operation(),
          put: operation({ security: [{ Asks: [] }] }),
          post: operation({ security: [] }),
        },
      },
      { ...SCHEMES, security: [{ 'the-pool': ['pets/read'] }] },
    ),
  );

  expect(made['PetsthepoolAuthorizer']?.properties).toEqual({
    ApiId: { Ref: 'Pets' },
    Name: 'the-pool',
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://example.com', Audience: ['a'] },
  });
  expect(made['PetsAsksAuthorizer']?.properties).toMatchObject({
    AuthorizerType: 'REQUEST',
    AuthorizerUri: 'arn:f',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.a', '$request.querystring.b'],
  });
  const [get, put, post] = ['Pets1Route', 'Pets2Route', 'Pets3Route'].map((id) => made[id]?.properties);
  expect(get).toMatchObject({
    AuthorizationType: 'JWT',
    AuthorizerId: { Ref: 'PetsthepoolAuthorizer' },
    AuthorizationScopes: ['pets/read'],
  });
  expect(put).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'PetsAsksAuthorizer' } });
  expect(post).toMatchObject({ AuthorizationType: 'NONE' });
});

it.each([
  ['another version', { swagger: '2.0' }, /openapi: 3.0, not swagger: 2.0/],
  ['no map', 'text', /DefinitionBody must be a map/],
  [
    'an operation that leads nowhere',
    documentOf({ '/a': { get: {} } }),
    /GET \/a has no x-amazon-apigateway-integration/,
  ],
  [
    'templates of REST APIs',
    documentOf({
      '/a': { get: { 'x-amazon-apigateway-integration': { ...INTEGRATION, requestTemplates: {} } } },
    }),
    /GET \/a: x-amazon-apigateway-integration.requestTemplates is not supported/,
  ],
  [
    'a validator',
    documentOf({ '/a': { get: operation({ 'x-amazon-apigateway-request-validator': 'all' }) } }),
    /GET \/a: x-amazon-apigateway-request-validator is not supported/,
  ],
  [
    'a policy',
    documentOf({}, { 'x-amazon-apigateway-policy': {} }),
    /x-amazon-apigateway-policy is not supported/,
  ],
  [
    'an integration that is nowhere',
    documentOf({ '/a': { get: { 'x-amazon-apigateway-integration': { $ref: '#/x' } } } }),
    /\$ref #\/x leads to no integration/,
  ],
  [
    'a scheme that is nowhere',
    documentOf({ '/a': { get: operation({ security: [{ x: [] }] }) } }),
    /security names x, which is no scheme/,
  ],
  [
    'two schemes',
    documentOf({ '/a': { get: operation({ security: [{ Asks: [] }, { 'the-pool': [] }] }) } }, SCHEMES),
    /more than one scheme/,
  ],
])('refuses %s', (_, document, words) => expect(() => imported(document)).toThrow(words));

describe('a file that is included', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'included-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const include = (Location: unknown, Name = 'AWS::Include') =>
    withIncluded({ 'Fn::Transform': { Name, Parameters: { Location } } }, folder, 'Pets');

  it.each([
    ['a.yaml', 'openapi: 3.0.1\nuri: { Fn::Sub: x }'],
    ['a.json', '{"openapi":"3.0.1","uri":{"Fn::Sub":"x"}}'],
  ])('%s stands in its place', (name, text) => {
    writeFileSync(join(folder, name), text);

    expect(include(name)).toEqual({ openapi: '3.0.1', uri: { 'Fn::Sub': 'x' } });
    expect(withIncluded({ a: 1 }, folder, 'Pets')).toEqual({ a: 1 });
  });

  it('is refused where AWS would not read it, or it is not here', () => {
    writeFileSync(join(folder, 'short.yaml'), 'uri: !Sub x');
    writeFileSync(join(folder, 'broken.yaml'), 'a: [');

    expect(() => include('short.yaml')).toThrow(/short.yaml: .*!Sub.*write Fn::Sub/s);
    expect(() => include('broken.yaml')).toThrow(/Pets: broken.yaml: /);
    expect(() => include('missing.yaml')).toThrow(/missing.yaml, which AWS::Include names, cannot be read/);
    expect(() => include('s3://bucket/a.yaml')).toThrow(/must be the path of a file beside the template/);
    expect(() => include('a.yaml', 'Mine')).toThrow(/Fn::Transform Mine is not supported/);
  });
});
