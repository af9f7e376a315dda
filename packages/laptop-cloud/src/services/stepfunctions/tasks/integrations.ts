// The integrations themselves: Lambda by the runtime's registry, everything else through an SDK client at the gateway.
import type { ObjectStore } from 'states-language';
import { StatesTaskError } from 'states-language';
import type { SdkActions } from '../../sdk-actions.ts';
import { withJsonTexts } from './json-texts.ts';
import { callInvoke, invokeFunction, type LambdaTaskOptions } from './lambda.ts';
import { callOptimized, isOptimized } from './optimized.ts';
import { parseResource } from './resource.ts';
import { createObjectStore } from './s3-objects.ts';
import { createSdkActions } from './sdk-actions.ts';
import { callSdk } from './sdk-call.ts';
import {
  createSdkClients,
  isSdkService,
  type SdkClientOptions,
  sdkErrorNaming,
  sdkScope,
} from './sdk-clients.ts';
import { isRecord } from './sdk-schema.ts';
import type { TaskContext, TaskInvoker } from './task.ts';
import { type ComplaintsOf, usableInput } from './usable-input.ts';

export interface Integrations {
  /** Makes the request of a task and gives its answer; waiting for tokens and jobs is not its business. */
  invoke: TaskInvoker;
  complaintsOf: ComplaintsOf;
  /** What distributed Maps of an execution read and write. */
  objects(context: TaskContext): ObjectStore;
  /** Calls of APIs for others than state machines. */
  actions: SdkActions;
  close(): void;
}

export function createIntegrations(options: LambdaTaskOptions & SdkClientOptions): Integrations {
  const clients = createSdkClients(options);
  const invoke: TaskInvoker = async (task, machineContext) => {
    const context = withCredentials(task.credentials, machineContext);
    const resource = parseResource(task.resource);
    if (resource?.kind === 'function') return invokeFunction(options, task, context);
    if (resource?.kind === 'optimized' && isLambdaInvoke(resource)) return callInvoke(options, task, context);
    if (resource?.kind === 'optimized' && isOptimized(resource.service, resource.action)) {
      return callOptimized(clients, resource.service, resource.action, task, context);
    }
    if (resource?.kind === 'sdk' && isSdkService(resource.service)) {
      const { service, action } = resource;
      const naming = sdkErrorNaming(service);
      const parameters = withJsonTexts(service, action, task.input ?? {});
      const call = { service, action, parameters, naming, times: 'iso8601' as const };
      return (await callSdk(clients, call, task, context)).result;
    }
    throw new StatesTaskError('States.Runtime', notHere(task.resource));
  };
  return {
    invoke,
    complaintsOf: usableInput(clients),
    objects: (context) => createObjectStore(clients, context),
    actions: createSdkActions(clients),
    close: () => clients.close(),
  };
}

/** Whether a service of this scope is there and has the operation. */
export type Offers = (scope: string, operation: string) => boolean;

/** Whether a Task state with this Resource can run on the laptop without a mock. */
export function runsHere(resourceArn: string, offers: Offers): boolean {
  const resource = parseResource(resourceArn);
  if (!resource) return false;
  if (resource.kind === 'sdk') {
    const { service, action } = resource;
    return (
      isSdkService(service) &&
      offers(sdkScope(service), `${action.charAt(0).toUpperCase()}${action.slice(1)}`)
    );
  }
  if (resource.kind === 'optimized')
    return isLambdaInvoke(resource) || isOptimized(resource.service, resource.action);
  return true;
}

export function notHere(resourceArn: string): string {
  return `The resource ${resourceArn} does not run on a laptop; give the state a mocked response`;
}

/** A state with Credentials acts as the role they name. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html */
function withCredentials(credentials: unknown, context: TaskContext): TaskContext {
  const roleArn = isRecord(credentials) ? credentials['RoleArn'] : undefined;
  return typeof roleArn === 'string' ? { ...context, roleArn } : context;
}

function isLambdaInvoke({ service, action }: { service: string; action: string }): boolean {
  return service === 'lambda' && action === 'invoke';
}
