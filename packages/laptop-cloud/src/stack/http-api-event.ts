// The event HttpApi of a SAM function: a route, its integration, and the permission to call the function.
// Source: SAM's own translation (aws-sam-translator 1.115), which writes the first two into the API's OpenAPI document.

import { intrinsicOf } from './intrinsics.ts';
import type { MadeResource } from './made-resource.ts';
import { refuse } from './stack-error.ts';

export const IMPLICIT_HTTP_API = 'ServerlessHttpApi';

export const HTTP_API_EVENT_PROPERTIES = [
  'ApiId',
  'Auth',
  'Method',
  'Path',
  'PayloadFormatVersion',
  'RouteSettings',
  'TimeoutInMillis',
];

/** What is kept of an event at its route until its API is read; `withHttpApis` takes it off again. */
export const EVENT_AUTH = 'SAM::Auth';
export const EVENT_SETTINGS = 'SAM::RouteSettings';

export function httpApiEvent(
  { id, properties, place }: { id: string; properties: Record<string, unknown>; place: string },
  target: unknown,
): Record<string, MadeResource> {
  const { ApiId, Auth, PayloadFormatVersion = '2.0', RouteSettings, TimeoutInMillis } = properties;
  const apiId = ApiId ?? { Ref: IMPLICIT_HTTP_API };
  const routeKey = routeKeyOf(properties, place);
  return {
    [`${id}Integration`]: {
      type: 'AWS::ApiGatewayV2::Integration',
      properties: {
        ApiId: apiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: target,
        PayloadFormatVersion,
        ...(TimeoutInMillis === undefined ? {} : { TimeoutInMillis }),
      },
    },
    [`${id}Route`]: {
      type: 'AWS::ApiGatewayV2::Route',
      properties: {
        ApiId: apiId,
        RouteKey: routeKey,
        Target: { 'Fn::Sub': `integrations/\${${id}Integration}` },
        [EVENT_AUTH]: Auth ?? {},
        [EVENT_SETTINGS]: RouteSettings,
      },
    },
    [`${id}Permission`]: {
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: target,
        Principal: 'apigateway.amazonaws.com',
        SourceArn: {
          'Fn::Sub': [
            'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${ApiId}/*/${Route}',
            { ApiId: apiId, Route: permittedRoute(routeKey) },
          ],
        },
      },
    },
  };
}

function routeKeyOf({ Method, Path }: Record<string, unknown>, place: string): string {
  if (Method === undefined && Path === undefined) return '$default';
  for (const [name, value] of Object.entries({ Method, Path })) {
    if (value === undefined) refuse(`${place} needs a ${name}, or neither Method nor Path for $default.`);
    if (typeof value !== 'string')
      refuse(`${place}: ${name} must be a string${intrinsicOf(value) ? ': SAM reads it as it is' : ''}.`);
  }
  const method = String(Method).toUpperCase();
  return `${method === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : method} ${String(Path)}`;
}

/** Of `GET /pets/{id}` the end of an ARN that lets it in: `GET/pets/*`. */
function permittedRoute(routeKey: string): string {
  if (routeKey === '$default') return routeKey;
  const [method, path = ''] = routeKey.split(' ');
  return `${method === 'ANY' ? '*' : method}${path.replace(/\{[^}]*\}/g, '*')}`;
}
