// The functions of a cloud in another process, runnable in this one: same environment, same role, same bundles.

import path from 'node:path';
import { keyFor } from '../../identities.ts';
import { createLambda, type Lambda } from '../../lambda/lambda.ts';
import { openInvocation } from '../../services/xray/invocation-segments.ts';
import { createTraceStore } from '../../services/xray/trace-store.ts';
import type { RunningCloud } from '../../state-lock.ts';
import type { UsableCloud } from '../command.ts';
import { callXray } from './xray.ts';

/** Lambda as the running cloud's template describes it; what it traces goes to that cloud. */
export async function lambdaOfRunning(cloud: UsableCloud, running: RunningCloud): Promise<Lambda> {
  const { context, endpoint, functions, xrayAddress } = running;
  const store = createTraceStore({ folder: null });
  const lambda = createLambda({
    endpoint: () => endpoint,
    region: context.region,
    baseDir: process.cwd(),
    buildFolder: path.join(cloud.stateFolder, 'build'),
    credentialsFor: (_, roleArn) => keyFor(roleArn),
    xrayAddress,
    openSegments: (call) => openInvocation(store, call),
  });
  for (const resource of functions) await lambda.resourceTypes[resource.type]?.provision?.(resource, context);
  const invokeInProcess: Lambda['invokeInProcess'] = async (...invocation) => {
    const done = await lambda.invokeInProcess(...invocation);
    const documents = store.traces().flatMap(({ segments }) => segments.map((each) => JSON.stringify(each)));
    await callXray(cloud, '/TraceSegments', { TraceSegmentDocuments: documents });
    return done;
  };
  return { ...lambda, invokeInProcess };
}
