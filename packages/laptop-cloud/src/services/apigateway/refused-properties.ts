// Properties that CloudFormation knows of API Gateway's types and the laptop refuses, with the reason.

const WEBSOCKET = 'it belongs to WebSocket APIs';
const IMPORT = 'routes are resources, Events of functions, or of a document in Body';
const MAPPING = 'parameters are not mapped here';

export const REFUSED = {
  api: {
    ApiKeySelectionExpression: WEBSOCKET,
    BasePath: IMPORT,
    BodyS3Location: IMPORT,
    CredentialsArn: 'functions are called by permission here, not by role',
    DisableSchemaValidation: WEBSOCKET,
    IpAddressType: 'the laptop answers at 127.0.0.1 alone',
    RouteSelectionExpression: WEBSOCKET,
  },
  stage: { AccessPolicyId: WEBSOCKET, ClientCertificateId: WEBSOCKET },
  route: {
    ApiKeyRequired: WEBSOCKET,
    ModelSelectionExpression: WEBSOCKET,
    RequestModels: WEBSOCKET,
    RequestParameters: WEBSOCKET,
    RouteResponseSelectionExpression: WEBSOCKET,
  },
  integration: {
    ConnectionId: 'it names a VPC link, which is not here',
    ContentHandlingStrategy: WEBSOCKET,
    PassthroughBehavior: WEBSOCKET,
    RequestTemplates: WEBSOCKET,
    ResponseParameters: MAPPING,
    TemplateSelectionExpression: WEBSOCKET,
    TlsConfig: 'it belongs to private integrations',
  },
  authorizer: {
    AuthorizerCredentialsArn: 'functions are called by permission here, not by role',
    IdentityValidationExpression: WEBSOCKET,
  },
} as const;
