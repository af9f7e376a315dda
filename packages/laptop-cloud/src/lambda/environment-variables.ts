// The environment variables a function sees: the template's, Lambda's, and what points the SDK at the laptop. Nothing of the host's.
import { join } from 'node:path';
import type { LambdaFunction } from './lambda-function.ts';

export interface EnvironmentOptions {
  region: string;
  /** Base URL of the laptop's AWS. */
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** `host:port` of the UDP receiver for trace segments. */
  xrayAddress?: string;
  baseDir: string;
  taskRoot: string;
  logStream: string;
}

/** Defined runtime variables: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function environmentOf(
  lambdaFunction: LambdaFunction,
  { region, endpoint, credentials, xrayAddress, baseDir, taskRoot, logStream }: EnvironmentOptions,
): Record<string, string> {
  const [xrayHost = '', xrayPort = ''] = (xrayAddress ?? '').split(':');
  return {
    ...hostVariables(),
    LANG: 'en_US.UTF-8',
    // Layers lie under /opt in Lambda; here their packages are the project's own.
    NODE_PATH: join(baseDir, 'node_modules'),
    ...lambdaFunction.environment,
    _HANDLER: lambdaFunction.handler,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${lambdaFunction.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: lambdaFunction.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(lambdaFunction.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: lambdaFunction.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: lambdaFunction.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: lambdaFunction.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    ...(xrayAddress === undefined
      ? {}
      : {
          AWS_XRAY_DAEMON_ADDRESS: xrayAddress,
          _AWS_XRAY_DAEMON_ADDRESS: xrayHost,
          _AWS_XRAY_DAEMON_PORT: xrayPort,
        }),
    // One address for every service, so that no forgotten client can reach the real AWS.
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

function hostVariables(): Record<string, string> {
  const { PATH, TZ = 'UTC' } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), TZ };
}
