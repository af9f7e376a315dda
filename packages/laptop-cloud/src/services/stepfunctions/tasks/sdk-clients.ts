// The SDK clients that tasks may use, loaded when first needed and pointed at the laptop cloud.
import type { Caller, ServiceResponse, WireRequest } from '../../service.ts';
import type { ErrorNaming } from './error-names.ts';
import { withoutSocket } from './handler-without-socket.ts';
import {
  type CommandClass,
  type ExportedClient,
  type SdkCommand,
  type Send,
  sendingOf,
} from './sdk-sending.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface SdkClientOptions {
  /** Origin of the gateway, e.g. `http://127.0.0.1:4566`. */
  endpoint: () => string;
  region: string;
  /** Answers what the clients ask, in this process; without it they ask the endpoint. */
  request?(wire: WireRequest, caller: Caller): Promise<ServiceResponse>;
  /** The credentials a state machine's role signs with, so that the gateway can check the role's policies. */
  credentialsFor(roleArn: string): Credentials;
}

interface SdkService {
  load(): Promise<unknown>;
  client: string;
  /** Name in the errors of SDK integrations. */
  errorName: string;
  /** What its requests are signed for, where that is not the name. */
  scope?: string;
}

/** By the name in `arn:aws:states:::aws-sdk:<name>:<action>`. */
const SERVICES: Readonly<Record<string, SdkService>> = {
  cognitoidentityprovider: {
    load: () => import('@aws-sdk/client-cognito-identity-provider'),
    client: 'CognitoIdentityProviderClient',
    errorName: 'CognitoIdentityProvider',
    scope: 'cognito-idp',
  },
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb'),
    client: 'DynamoDBClient',
    errorName: 'DynamoDb',
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridgeClient',
    errorName: 'EventBridge',
    scope: 'events',
  },
  kms: { load: () => import('@aws-sdk/client-kms'), client: 'KMSClient', errorName: 'Kms' },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient', errorName: 'Lambda' },
  pipes: { load: () => import('@aws-sdk/client-pipes'), client: 'PipesClient', errorName: 'Pipes' },
  rekognition: {
    load: () => import('@aws-sdk/client-rekognition'),
    client: 'RekognitionClient',
    errorName: 'Rekognition',
  },
  s3: { load: () => import('@aws-sdk/client-s3'), client: 'S3Client', errorName: 'S3' },
  sagemakerruntime: {
    load: () => import('@aws-sdk/client-sagemaker-runtime'),
    client: 'SageMakerRuntimeClient',
    errorName: 'SageMakerRuntime',
    scope: 'sagemaker',
  },
  scheduler: {
    load: () => import('@aws-sdk/client-scheduler'),
    client: 'SchedulerClient',
    errorName: 'Scheduler',
  },
  sfn: { load: () => import('@aws-sdk/client-sfn'), client: 'SFNClient', errorName: 'Sfn', scope: 'states' },
  sns: { load: () => import('@aws-sdk/client-sns'), client: 'SNSClient', errorName: 'Sns' },
  sqs: { load: () => import('@aws-sdk/client-sqs'), client: 'SQSClient', errorName: 'Sqs' },
};

/** Those that there are, for the documentation. */
export function sdkServices(): string[] {
  return Object.keys(SERVICES);
}

export function isSdkService(name: string): boolean {
  return Object.hasOwn(SERVICES, name);
}

/** Where its requests go at the gateway. */
export function sdkScope(name: string): string {
  return SERVICES[name]?.scope ?? name;
}

/** How errors of an SDK integration are named. */
export function sdkErrorNaming(name: string): ErrorNaming {
  const prefix = SERVICES[name]?.errorName ?? name;
  return { prefix, unmodeled: `${prefix}Exception`, service: prefix, style: 'sdk' };
}

export interface SdkClient {
  send: Send;
  destroy(): void;
}

/** Of the commands asked for so far: a command tells its schema, but only once it is made, with a stack of middleware of its own. */
const schemas = new WeakMap<CommandClass, SdkCommand['schema']>();

/** What an action takes and gives. */
export function schemasOf(Command: CommandClass): { input: unknown; output: unknown } {
  const schema = schemas.get(Command) ?? new Command({}).schema;
  schemas.set(Command, schema);
  const [, , , , input, output] = schema;
  return { input, output };
}

/** What the package of a client exports. */
export interface SdkExports {
  /** Makes the command of an action such as `putItem`; undefined when the service has none of that name. */
  command(action: string): CommandClass | undefined;
  /** Whether the service's model has an exception of this name. */
  hasException(name: string): boolean;
  /** The values of an enumeration; undefined when the service's model has none of this name. */
  enumeration(name: string): readonly string[] | undefined;
}

export interface SdkModule extends SdkExports {
  client(roleArn: string): SdkClient;
}

export interface SdkClients {
  open(service: string): Promise<SdkModule>;
  close(): void;
}

/** The exports of a service's client package, loaded when first asked for. */
export async function loadSdk(name: string): Promise<SdkExports> {
  const exported = await exportsOf(name);
  return {
    command(action) {
      const found = exported[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`];
      return typeof found === 'function' ? (found as CommandClass) : undefined;
    },
    hasException: (exception) => typeof exported[exception] === 'function',
    enumeration(enumeration) {
      const found = exported[enumeration];
      return typeof found === 'object' && found !== null && !Array.isArray(found)
        ? Object.values(found).filter((value) => typeof value === 'string')
        : undefined;
    },
  };
}

/** Of S3: what a task gets has no checksums that it has not asked for. */
const AS_ON_AWS = { forcePathStyle: true, responseChecksumValidation: 'WHEN_REQUIRED' };

/** One client per service and role. Retries belong to the state machine, so the clients make one attempt. */
export function createSdkClients(options: SdkClientOptions): SdkClients {
  const clients = new Map<string, SdkClient>();

  function clientFor(exported: Record<string, unknown>, name: string, roleArn: string): SdkClient {
    const endpoint = options.endpoint();
    const key = `${name} ${roleArn} ${endpoint}`;
    const known = clients.get(key);
    if (known) return known;
    const Client = exported[SERVICES[name]?.client ?? ''] as new (configuration: object) => ExportedClient;
    // Objects are streams, which need a socket.
    const request = name === 's3' ? undefined : options.request;
    const credentials = options.credentialsFor(roleArn);
    const callerOf = (): Caller => ({
      accessKeyId: credentials.accessKeyId,
      scope: made.config.defaultSigningName,
    });
    const made = new Client({
      endpoint,
      region: options.region,
      credentials,
      maxAttempts: 1,
      disableHostPrefix: true,
      ...(name === 's3' ? AS_ON_AWS : {}),
      ...(request ? withoutSocket(request, callerOf) : {}),
    });
    const client = { send: sendingOf(made, request === undefined), destroy: () => made.destroy() };
    clients.set(key, client);
    return client;
  }

  async function opened(name: string): Promise<SdkModule> {
    const [sdk, exported] = await Promise.all([loadSdk(name), exportsOf(name)]);
    return { ...sdk, client: (roleArn) => clientFor(exported, name, roleArn) };
  }

  /** To import what is there already goes the whole way of an import each time. */
  const modules = new Map<string, Promise<SdkModule>>();
  return {
    open(name) {
      const module = modules.get(name) ?? opened(name);
      modules.set(name, module);
      return module;
    },
    close() {
      for (const client of clients.values()) client.destroy();
      clients.clear();
    },
  };
}

async function exportsOf(name: string): Promise<Record<string, unknown>> {
  const service = SERVICES[name];
  if (!service) throw new Error(`no SDK client for ${name}`);
  return (await service.load()) as Record<string, unknown>;
}
