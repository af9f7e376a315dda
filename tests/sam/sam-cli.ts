// The SAM CLI as this suite runs it.

import path from 'node:path';

export interface Sam {
  /** Folder of `sam` and `cfn-lint`. */
  programs: string;
  environment: NodeJS.ProcessEnv;
}

/** The environment of every call: no telemetry, a region, and keys that open nothing. */
export function samEnvironment(programs: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}`,
    SAM_CLI_TELEMETRY: '0',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
}
