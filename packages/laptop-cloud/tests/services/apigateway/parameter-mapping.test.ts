// What the RequestParameters of a service integration stand for, and which of them can be none.
import { checkServiceIntegration } from '../../../src/services/apigateway/call-service.ts';
import type { ServiceIntegration } from '../../../src/services/apigateway/definition.ts';
import type { Exchange } from '../../../src/services/apigateway/exchange.ts';
import { compileMapping } from '../../../src/services/apigateway/parameter-mapping.ts';
import { serviceAction } from '../../../src/services/apigateway/service-actions.ts';

const EXCHANGE = {
  requestId: 'id-1',
  startedMs: 0,
  stage: 'live',
  routeKey: 'GET /{a}',
  pathParameters: { a: 'p' },
  stageVariables: { colour: 'blue' },
  request: { method: 'GET', headers: { 'x-a': '1,2' }, query: 'q=1&q=2&r', sourceIp: '127.0.0.1' },
  facts: {},
} as unknown as Exchange;
const BODY = '{"a":{"b":["x",{"c d":1}]},"n":null}';

it.each([
  ['plain', 'plain'],
  ['$request.body', BODY],
  ['$request.body.a.b[0]', 'x'],
  ["$request.body.a.b[1]['c d']", '1'],
  ['$request.body.a', '{"b":["x",{"c d":1}]}'],
  ['$request.body.n', undefined],
  ['$request.body.missing', undefined],
  ['$request.header.X-A', '1,2'],
  ['$request.header.none', undefined],
  ['$request.querystring.q', '1,2'],
  ['$request.path.a', 'p'],
  ['$stageVariables.colour', 'blue'],
  ['$context.requestId', 'id-1'],
  ['$context.stage', 'live'],
  ['$context.authorizer.claims.sub', undefined],
  ['${request.header.X-A}', '1,2'],
  [
    '{"a":"${request.path.a} of ${context.stage}","b":"${request.header.none}${1}"}',
    '{"a":"p of live","b":"${1}"}',
  ],
])('%s stands for %j', (given, value) => {
  expect(compileMapping('P', given)(EXCHANGE, BODY)).toBe(value);
});

it('a path finds nothing in a body that is no JSON, nor behind 100 KB of it', () => {
  const read = compileMapping('P', '$request.body.z');

  expect(read(EXCHANGE, 'text')).toBeUndefined();
  expect(read(EXCHANGE, JSON.stringify({ long: 'x'.repeat(102_400), z: 1 }))).toBeUndefined();
});

it.each([
  '$request',
  '$request.cookie.a',
  '$body',
  '$request.body..a',
  '$request.body[?(@.a)]',
  '$request.header',
  '$request.path.',
  '$stageVariables',
  '$context.colour',
])('%s is refused by name', (given) =>
  expect(() => compileMapping('P', given)).toThrow(`RequestParameters.P: ${given} `),
);

const integration = (IntegrationSubtype: string, RequestParameters: Record<string, string>) =>
  ({ IntegrationSubtype, RequestParameters }) as ServiceIntegration;

it.each([
  [
    'a service that is not here',
    integration('Kinesis-PutRecord', {}),
    /the service is not on the laptop; supported are EventBridge/,
  ],
  ['an action that there is not', integration('SQS-CreateQueue', {}), /SQS-CreateQueue is not supported; /],
  [
    'what is missing',
    integration('SQS-SendMessage', { QueueUrl: 'u' }),
    /needs RequestParameters MessageBody/,
  ],
  [
    'what it does not take',
    integration('SQS-PurgeQueue', { QueueUrl: 'u', Name: 'n' }),
    /Name is not supported of SQS-PurgeQueue/,
  ],
  [
    'another region',
    integration('SQS-PurgeQueue', { QueueUrl: 'u', Region: 'eu-west-1' }),
    /one region, us-east-1, not eu-west-1/,
  ],
  [
    'a mapping that is none',
    integration('SQS-PurgeQueue', { QueueUrl: '$url' }),
    /RequestParameters.QueueUrl: \$url must begin/,
  ],
])('an integration is refused for %s', (_, given, words) => {
  expect(() => checkServiceIntegration(given, 'us-east-1')).toThrow(words);
});

it('lists and maps of forms are numbered, and times are seconds', () => {
  const form = (subtype: string, parameters: Record<string, string>) =>
    Object.fromEntries(new URLSearchParams(serviceAction(subtype).request(parameters).body));

  expect(
    form('SQS-ReceiveMessage', { QueueUrl: 'u', AttributeNames: 'All', MessageAttributeNames: '["a","b"]' }),
  ).toEqual({
    Action: 'ReceiveMessage',
    Version: '2012-11-05',
    QueueUrl: 'u',
    'AttributeName.1': 'All',
    'MessageAttributeName.1': 'a',
    'MessageAttributeName.2': 'b',
  });
  const { request } = serviceAction('EventBridge-PutEvents');
  const event = { Source: 's', DetailType: 'd', Detail: '{}' };
  expect(JSON.parse(request({ ...event, Time: '1970-01-01T00:01:00Z' }).body)).toEqual({
    Entries: [{ ...event, Time: 60 }],
  });
  expect(() => request({ ...event, Time: 'soon' })).toThrow('Time soon is none');
  expect(() => form('SQS-SendMessage', { MessageAttributes: '[' })).toThrow('MessageAttributes is no JSON');
});
