// Step Functions over a folder, whose tasks tell what they do and take a moment.
import { createBus } from '../../packages/laptop-cloud/src/services/bus.ts';
import type { Service } from '../../packages/laptop-cloud/src/services/service.ts';
import {
  createStepFunctions,
  type StepFunctions,
} from '../../packages/laptop-cloud/src/services/stepfunctions/stepfunctions.ts';
import { createIntegrations } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/integrations.ts';
import type { TaskInvoker } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/task.ts';
import { answerOf, fails, type Told } from '../../packages/laptop-cloud/tests/durability/tasks.ts';
import { ACCOUNT_ID, REGION, startGateway } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import type { Clock } from '../../packages/states-language/src/host.ts';
import { StatesTaskError } from '../../packages/states-language/src/task-error.ts';
import { APPROVING } from '../statemachine/journey.ts';

/** What a task has done. */
export interface Call {
  kind: 'work' | 'ask' | 'photo';
  told: Told;
}

export interface ServiceUnderTest {
  stepFunctions: StepFunctions;
  endpoint: string;
  close(): Promise<void>;
}

export async function openService(
  folder: string | null,
  clock: Clock,
  tell: (call: Call) => void,
  stores: readonly Service[] = [],
): Promise<ServiceUnderTest> {
  let endpoint = '';
  const integrations = createIntegrations({
    functions: { invoke: () => Promise.reject(new Error('no function is called this way')) },
    region: REGION,
    accountId: ACCOUNT_ID,
    endpoint: () => endpoint,
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
  const invokeTask: TaskInvoker = async (task, context) => {
    if (task.resource.includes(':states:startExecution')) return integrations.invoke(task, context);
    const isPhoto = context.stateMachineArn.endsWith(':check-photo');
    const call = isPhoto ? photoCall(task.state) : callOf(task.resource, task.input);
    await pause();
    tell(call);
    await pause();
    if (isPhoto) return photoAnswer(task.state, task.resource);
    if (call.kind === 'ask') return { StatusCode: 200, Payload: null };
    if (fails(call.told)) throw new StatesTaskError('Odd', 'at first');
    return answerOf(call.told);
  };
  const stepFunctions = createStepFunctions({
    folder,
    bus: createBus(),
    clock,
    region: REGION,
    accountId: ACCOUNT_ID,
    invokeTask,
    activityPollMs: 500,
  });
  const gateway = await startGateway([stepFunctions.service, ...stores]);
  endpoint = gateway.endpoint;
  return {
    stepFunctions,
    endpoint,
    close: async () => {
      integrations.close();
      await gateway.close();
    },
  };
}

function callOf(resource: string, input: unknown): Call {
  if (resource.includes('waitForTaskToken'))
    return { kind: 'ask', told: (input as { Payload: Told }).Payload };
  return { kind: 'work', told: input as Told };
}

function photoCall(state: string): Call {
  return { kind: 'photo', told: { state, path: '', retry: 0 } };
}

function photoAnswer(state: string, resource: string): unknown {
  const Payload = APPROVING[state] ?? {};
  if (!resource.endsWith('lambda:invoke')) return Payload;
  return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
}
