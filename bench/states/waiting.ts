// What an execution costs that waits for its token: ten thousand of them in the Step Functions service, histories and all.
// Runs as a process of its own, with nothing else on its heap, and prints the bytes of each.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createBus } from '../../packages/laptop-cloud/src/services/bus.ts';
import { createStepFunctions } from '../../packages/laptop-cloud/src/services/stepfunctions/stepfunctions.ts';
import { realClock } from '../../packages/states-language/src/clock.ts';
import { INPUT, waitingForToken } from './machines.ts';

const EXECUTIONS = 10_000;

async function main(): Promise<void> {
  const place = { region: 'us-east-1', accountId: '123456789012' };
  const stepFunctions = createStepFunctions({
    ...place,
    folder: null,
    bus: createBus(),
    clock: realClock(),
    invokeTask: async () => ({ MessageId: 'sent' }),
  });
  const type = stepFunctions.resourceTypes['AWS::Serverless::StateMachine']!;
  const context = { ...place, partition: 'aws' as const, stackName: 'bench' };
  const properties = { Role: 'arn:aws:iam::123456789012:role/machine', Definition: waitingForToken() };
  const resource = { logicalId: 'Wait', type: 'AWS::Serverless::StateMachine', physicalName: 'Wait' };
  await type.provision?.({ ...resource, properties, metadata: {} }, context);
  const start = (n: number) =>
    stepFunctions.start(type.ref('Wait', context), { input: JSON.stringify({ ...INPUT, n }) });
  start(0);
  const before = await heapBytes();
  for (let n = 1; n <= EXECUTIONS; n++) start(n);
  const after = await heapBytes();
  const waiting = stepFunctions.list().filter(({ status }) => status === 'RUNNING').length;
  if (waiting !== EXECUTIONS + 1) throw new Error(`only ${waiting} executions wait`);
  console.log((after - before) / EXECUTIONS);
  await stepFunctions.close();
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function heapBytes(): Promise<number> {
  // What was started has come to rest.
  await new Promise((resolve) => setTimeout(resolve, 500));
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

await main();
