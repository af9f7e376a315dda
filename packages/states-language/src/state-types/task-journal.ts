// Which history events a task leaves: Lambda functions by ARN, activities, and service integrations each have their own.
import type { StateFailure } from '../failure.ts';
import { type Integration, type Scheduled, WHOLE } from '../history.ts';
import type { TaskCall } from '../host.ts';
import type { StateExecution } from '../state-execution.ts';

export interface Journal {
  /** What says of its results that they are too large. */
  source: string;
  /** Whether the task has a token that ends it: activities, `.sync` and `.waitForTaskToken`. */
  needsToken: boolean;
  /** Whether the service first accepts the call: `.sync` and `.waitForTaskToken`. */
  submits: boolean;
  /** Whether the task lies in a queue until a worker takes it: activities. */
  isQueued: boolean;
  /** Whether a service is called by its parameters. */
  isIntegration: boolean;
  scheduled(visit: StateExecution, call: TaskCall): void;
  started?(visit: StateExecution, workerName?: string): void;
  submitted?(visit: StateExecution, output: unknown): void;
  succeeded(visit: StateExecution, output: unknown): void;
  failed(visit: StateExecution, failure: StateFailure, isTimeout: boolean): void;
}

export const LAMBDA_ARN = /^arn:aws[\w-]*:lambda:[\w-]*:[\w-]*:function:[^/]+$/;
export const ACTIVITY_ARN = /^arn:aws[\w-]*:states:[\w-]*:[\w-]*:activity:[^/]+$/;
/** The service, and the action with its pattern (`startExecution.sync:2`). */
export const INTEGRATION_ARN = /^arn:aws[\w-]*:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+):([\w:.-]+)$/;

/** The journal for a resource; throws for what is no resource of a Task. */
export function journalOf(resource: string): Journal {
  if (LAMBDA_ARN.test(resource)) return lambdaJournal(resource);
  if (ACTIVITY_ARN.test(resource)) return activityJournal(resource);
  const [, resourceType, action] = INTEGRATION_ARN.exec(resource) ?? [];
  if (!resourceType || !action) throw new Error(`'${resource}' is no resource of a Task`);
  return integrationJournal({ resourceType, resource: action });
}

function scheduledOf(visit: StateExecution, call: TaskCall): Scheduled {
  return {
    input: visit.flow.run.textOf(call.input),
    inputDetails: WHOLE,
    ...limitsOf(call),
  };
}

function limitsOf(call: TaskCall) {
  return {
    ...(call.timeoutMs !== undefined && { timeoutInSeconds: call.timeoutMs / 1_000 }),
    ...(call.heartbeatMs !== undefined && { heartbeatInSeconds: call.heartbeatMs / 1_000 }),
    ...credentialsOf(call.credentials),
  };
}

function credentialsOf(credentials: unknown) {
  const role = (credentials as { RoleArn?: unknown } | undefined)?.RoleArn;
  return typeof role === 'string' ? { taskCredentials: { roleArn: role } } : {};
}

function lambdaJournal(resource: string): Journal {
  return {
    source: resource,
    needsToken: false,
    submits: false,
    isQueued: false,
    isIntegration: false,
    scheduled: (visit, call) => {
      visit.record('LambdaFunctionScheduled', {
        lambdaFunctionScheduledEventDetails: { resource, ...scheduledOf(visit, call) },
      });
      visit.record('LambdaFunctionStarted');
    },
    succeeded: (visit, output) =>
      visit.record('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: { output: visit.flow.run.textOf(output), outputDetails: WHOLE },
      }),
    failed: (visit, failure, isTimeout) =>
      isTimeout
        ? visit.record('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: failure.fault })
        : visit.record('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: failure.fault }),
  };
}

function activityJournal(resource: string): Journal {
  return {
    source: resource,
    needsToken: true,
    submits: false,
    isQueued: true,
    isIntegration: false,
    scheduled: (visit, call) =>
      visit.record('ActivityScheduled', {
        activityScheduledEventDetails: { resource, ...scheduledOf(visit, call) },
      }),
    started: (visit, workerName) =>
      visit.record('ActivityStarted', {
        activityStartedEventDetails: workerName === undefined ? {} : { workerName },
      }),
    succeeded: (visit, output) =>
      visit.record('ActivitySucceeded', {
        activitySucceededEventDetails: { output: visit.flow.run.textOf(output), outputDetails: WHOLE },
      }),
    failed: (visit, failure, isTimeout) =>
      isTimeout
        ? visit.record('ActivityTimedOut', { activityTimedOutEventDetails: failure.fault })
        : visit.record('ActivityFailed', { activityFailedEventDetails: failure.fault }),
  };
}

function integrationJournal(integration: Integration): Journal {
  const submits = /\.(waitForTaskToken|sync(:2)?)$/.test(integration.resource);
  const withOutput = (visit: StateExecution, output: unknown) => ({
    ...integration,
    output: visit.flow.run.textOf(output),
    outputDetails: WHOLE,
  });
  return {
    source: integration.resourceType,
    needsToken: submits,
    submits,
    isQueued: false,
    isIntegration: true,
    scheduled: (visit, call) => {
      const { run } = visit.flow;
      visit.record('TaskScheduled', {
        taskScheduledEventDetails: {
          ...integration,
          region: run.region,
          parameters: run.textOf(call.input),
          ...limitsOf(call),
        },
      });
      visit.record('TaskStarted', { taskStartedEventDetails: integration });
    },
    submitted: (visit, output) =>
      visit.record('TaskSubmitted', { taskSubmittedEventDetails: withOutput(visit, output) }),
    succeeded: (visit, output) =>
      visit.record('TaskSucceeded', { taskSucceededEventDetails: withOutput(visit, output) }),
    failed: (visit, failure, isTimeout) => {
      const details = { ...integration, ...failure.fault };
      if (isTimeout) visit.record('TaskTimedOut', { taskTimedOutEventDetails: details });
      else visit.record('TaskFailed', { taskFailedEventDetails: details });
    },
  };
}
