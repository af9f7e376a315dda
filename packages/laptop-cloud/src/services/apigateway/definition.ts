// What API Gateway's resource types may hold. Source: CloudFormation's reference of AWS::ApiGatewayV2.

import * as z from 'zod';
import { Flag } from '../template-values.ts';
import { IDENTITY_SOURCE } from './identity-source.ts';

/** CloudFormation takes numbers and booleans as text, too. */
const number = z.coerce.number();
const strings = z.array(z.string());

export const CorsProperties = z.strictObject({
  AllowCredentials: Flag.optional(),
  AllowHeaders: strings.optional(),
  AllowMethods: strings.optional(),
  AllowOrigins: strings.optional(),
  ExposeHeaders: strings.optional(),
  MaxAge: number.int().min(-1).max(86_400).optional(),
});
export type Cors = z.output<typeof CorsProperties>;

export const ApiProperties = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP', {
    error: 'must be HTTP: WebSocket APIs are not supported on the laptop',
  }),
  Description: z.string().optional(),
  CorsConfiguration: CorsProperties.optional(),
  DisableExecuteApiEndpoint: z
    .union([z.literal(false), z.literal('false')], {
      error: 'is not supported on the laptop: it leaves custom domains alone, which are not here',
    })
    .optional(),
  Target: z.string().optional(),
  RouteKey: z.string().optional(),
});
export type ApiProperties = z.output<typeof ApiProperties>;

export const RouteSettings = z.strictObject({
  ThrottlingBurstLimit: number.int().min(0).optional(),
  ThrottlingRateLimit: number.min(0).optional(),
  DetailedMetricsEnabled: Flag.optional(),
});
export type RouteSettings = z.output<typeof RouteSettings>;

export const StageProperties = z.strictObject({
  ApiId: z.string(),
  StageName: z.string().regex(/^(\$default|[A-Za-z0-9_-]{1,128})$/, {
    error: 'must be $default, or letters, digits, _ and -',
  }),
  AutoDeploy: Flag.optional(),
  DeploymentId: z.string().optional(),
  Description: z.string().optional(),
  AccessLogSettings: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  DefaultRouteSettings: RouteSettings.optional(),
  RouteSettings: z.record(z.string(), RouteSettings).optional(),
  StageVariables: z.record(z.string(), z.string()).optional(),
});
export type StageProperties = z.output<typeof StageProperties>;

export const RouteProperties = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string({ error: 'is needed: the laptop has no route without an integration' }),
  AuthorizationType: z
    .enum(['NONE', 'JWT', 'CUSTOM'], {
      error: 'must be NONE, JWT or CUSTOM on the laptop: IAM authorization is not supported',
    })
    .default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: strings.optional(),
  OperationName: z.string().optional(),
});
export type RouteProperties = z.output<typeof RouteProperties>;

export const IntegrationProperties = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', {
    error: 'must be AWS_PROXY on the laptop: HTTP_PROXY and others are not supported',
  }),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', { error: 'must be "2.0" on the laptop' }),
  IntegrationMethod: z.literal('POST').optional(),
  Description: z.string().optional(),
  TimeoutInMillis: number.int().min(50).max(30_000).default(30_000),
  ConnectionType: z
    .literal('INTERNET', { error: 'must be INTERNET: VPC links are not supported on the laptop' })
    .optional(),
});
export type IntegrationProperties = z.output<typeof IntegrationProperties>;

/** With an action of an AWS service instead of a function. */
export const ServiceIntegration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY', {
    error: 'must be AWS_PROXY where there is an IntegrationSubtype',
  }),
  IntegrationSubtype: z.string(),
  CredentialsArn: z.string({ error: 'is needed: the role that the service is called with' }),
  RequestParameters: z.record(z.string(), z.coerce.string()).default({}),
  PayloadFormatVersion: z
    .literal('1.0', { error: 'must be "1.0" where there is an IntegrationSubtype' })
    .default('1.0'),
  Description: z.string().optional(),
  TimeoutInMillis: number.int().min(50).max(30_000).default(30_000),
  ConnectionType: z.literal('INTERNET').optional(),
});
export type ServiceIntegration = z.output<typeof ServiceIntegration>;

export type Integration = IntegrationProperties | ServiceIntegration;

const identitySources = z.array(
  z.string().regex(IDENTITY_SOURCE, { error: 'must be $request.header.NAME or $request.querystring.NAME' }),
);

const JwtAuthorizer = z.strictObject({
  ApiId: z.string(),
  Name: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: identitySources.length(1, { error: 'must name one source' }),
  JwtConfiguration: z.strictObject({
    Issuer: z.url({ protocol: /^https?$/ }),
    Audience: z.array(z.string()).min(1, { error: 'must name an audience' }),
  }),
});
export type JwtAuthorizer = z.output<typeof JwtAuthorizer>;

const LambdaAuthorizer = z.strictObject({
  ApiId: z.string(),
  Name: z.string(),
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerUri: z.string(),
  AuthorizerPayloadFormatVersion: z.literal('2.0', { error: 'must be "2.0" on the laptop' }),
  AuthorizerResultTtlInSeconds: number.int().min(0).max(3600).default(0),
  EnableSimpleResponses: Flag.default(false),
  IdentitySource: identitySources.default([]),
});
export type LambdaAuthorizer = z.output<typeof LambdaAuthorizer>;

export const AuthorizerProperties = z.discriminatedUnion(
  'AuthorizerType',
  [JwtAuthorizer, LambdaAuthorizer],
  {
    error: 'must be JWT, or REQUEST for a Lambda authorizer',
  },
);
export type AuthorizerProperties = z.output<typeof AuthorizerProperties>;

export const AUTHORIZER_PROPERTIES = [
  ...new Set([...Object.keys(JwtAuthorizer.shape), ...Object.keys(LambdaAuthorizer.shape)]),
];

export const DeploymentProperties = z.strictObject({
  ApiId: z.string(),
  Description: z.string().optional(),
  StageName: z.string().optional(),
});
