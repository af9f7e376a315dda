// Loads bundles in a Node that has nothing but what Lambda has: the bundle's folder and the layer.

import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOrThrow } from './command.ts';
import type { ProbeAnswer } from './probe.ts';
import { layerModules } from './project.ts';

const PROBE = path.join(import.meta.dirname, 'probe.ts');

/** Loads a bundle, and with `call` sends its handler an event that fits no step. Throws Error when it does not load. */
export async function probe(bundle: string, mode: 'load' | 'call'): Promise<ProbeAnswer> {
  const { stdout } = await runOrThrow(process.execPath, [PROBE, bundle, mode], {
    cwd: tmpdir(),
    env: ENVIRONMENT,
    timeoutMs: 60_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ProbeAnswer;
}

const ENVIRONMENT = {
  NODE_PATH: layerModules(),
  NODE_OPTIONS: '--enable-source-maps',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: 'probe',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'probe',
  AWS_SECRET_ACCESS_KEY: 'probe',
  AWS_SESSION_TOKEN: 'probe',
  LAMBDA_TASK_ROOT: '/var/task',
  POWERTOOLS_METRICS_NAMESPACE: 'Probe',
  POWERTOOLS_SERVICE_NAME: 'probe',
  _X_AMZN_TRACE_ID: 'Root=1-00000000-000000000000000000000000;Parent=0000000000000000;Sampled=0',
};
