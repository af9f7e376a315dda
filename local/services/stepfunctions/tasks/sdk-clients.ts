// The SDK clients that tasks may use, loaded when first needed and pointed at the laptop cloud.
import type { ErrorNaming } from './error-names.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface SdkClientOptions {
  /** Origin of the gateway, e.g. `http://127.0.0.1:4566`. */
  endpoint: () => string;
  region: string;
  /** The credentials a state machine's role signs with, so that the gateway can check the role's policies. */
  credentialsFor(roleArn: string): Credentials;
}

interface SdkService {
  load(): Promise<unknown>;
  client: string;
  /** Name in the errors of SDK integrations. */
  errorName: string;
}

/** By the name in `arn:aws:states:::aws-sdk:<name>:<action>`. */
const SERVICES: Readonly<Record<string, SdkService>> = {
  dynamodb: {
    load: () => import('@aws-sdk/client-dynamodb'),
    client: 'DynamoDBClient',
    errorName: 'DynamoDb',
  },
  eventbridge: {
    load: () => import('@aws-sdk/client-eventbridge'),
    client: 'EventBridgeClient',
    errorName: 'EventBridge',
  },
  lambda: { load: () => import('@aws-sdk/client-lambda'), client: 'LambdaClient', errorName: 'Lambda' },
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
  },
  sfn: { load: () => import('@aws-sdk/client-sfn'), client: 'SFNClient', errorName: 'Sfn' },
  sns: { load: () => import('@aws-sdk/client-sns'), client: 'SNSClient', errorName: 'Sns' },
  sqs: { load: () => import('@aws-sdk/client-sqs'), client: 'SQSClient', errorName: 'Sqs' },
};

export function isSdkService(name: string): boolean {
  return Object.hasOwn(SERVICES, name);
}

/** How errors of an SDK integration are named. */
export function sdkErrorNaming(name: string): ErrorNaming {
  const prefix = SERVICES[name]?.errorName ?? name;
  return { prefix, unmodeled: `${prefix}Exception`, service: prefix, style: 'sdk' };
}

export interface SdkClient {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<Record<string, unknown>>;
  destroy(): void;
  middlewareStack: { add(middleware: unknown, options: object): void };
}

export interface SdkCommand {
  /** `[9, namespace, name, traits, input, output]`. */
  schema: readonly unknown[];
  middlewareStack: SdkClient['middlewareStack'];
}

export interface SdkModule {
  /** Makes the command of an action such as `putItem`; undefined when the service has none of that name. */
  command(action: string): (new (input: unknown) => SdkCommand) | undefined;
  /** Whether the service's model has an exception of this name. */
  hasException(name: string): boolean;
  client(roleArn: string): SdkClient;
}

export interface SdkClients {
  open(service: string): Promise<SdkModule>;
  close(): void;
}

/** One client per service and role. Retries belong to the state machine, so the clients make one attempt. */
export function createSdkClients(options: SdkClientOptions): SdkClients {
  const clients = new Map<string, SdkClient>();
  const modules = new Map<string, Promise<SdkModule>>();

  async function load(name: string): Promise<SdkModule> {
    const service = SERVICES[name];
    if (!service) throw new Error(`no SDK client for ${name}`);
    const exported = (await service.load()) as Record<string, unknown>;
    const Client = exported[service.client] as new (configuration: object) => SdkClient;
    return {
      command: (action) => {
        const found = exported[`${action.charAt(0).toUpperCase()}${action.slice(1)}Command`];
        return typeof found === 'function' ? (found as new (input: unknown) => SdkCommand) : undefined;
      },
      hasException: (exception) => typeof exported[exception] === 'function',
      client(roleArn) {
        const endpoint = options.endpoint();
        const key = `${name} ${roleArn} ${endpoint}`;
        const known = clients.get(key);
        if (known) return known;
        const made = new Client({
          endpoint,
          region: options.region,
          credentials: options.credentialsFor(roleArn),
          maxAttempts: 1,
          disableHostPrefix: true,
          ...(name === 's3' ? { forcePathStyle: true } : {}),
        });
        clients.set(key, made);
        return made;
      },
    };
  }

  return {
    open(service) {
      const known = modules.get(service) ?? load(service);
      modules.set(service, known);
      return known;
    },
    close() {
      for (const client of clients.values()) client.destroy();
      clients.clear();
    },
  };
}
