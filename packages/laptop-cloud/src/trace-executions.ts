// Step Functions' own part of a trace: a segment for each traced execution, a subsegment for each task it calls.

import { nameOf } from './services/stepfunctions/arns.ts';
import type { ExecutionRecord } from './services/stepfunctions/execution-record.ts';
import { optimizedErrorNaming } from './services/stepfunctions/tasks/optimized.ts';
import { parseResource } from './services/stepfunctions/tasks/resource.ts';
import { sdkErrorNaming } from './services/stepfunctions/tasks/sdk-clients.ts';
import { pascalCase } from './services/stepfunctions/tasks/sdk-schema.ts';
import type { Task, TaskInvoker } from './services/stepfunctions/tasks/task.ts';
import type { OpenSegment } from './services/xray/open-segment.ts';
import type { Xray } from './services/xray/xray.ts';

export interface ExecutionTraces {
  /** The same invoker, with the calls of each task under the execution's segment. */
  around(invoke: TaskInvoker): TaskInvoker;
  /** Opens the segment of an execution that starts, or goes on since a time, and closes that of one that ends. */
  see(record: ExecutionRecord, sinceMs?: number): void;
  /** Writes what is still under way, so that an execution that waits has its segment when the laptop stops. */
  close(): void;
}

export function traceExecutions(xray: Xray): ExecutionTraces {
  const segments = new Map<string, OpenSegment>();
  return {
    around: (invoke) => async (task, context) => {
      const segment = segments.get(context.executionArn);
      if (!segment) return invoke(task, context);
      const call = segment.startSubsegment(task.state, { namespace: 'aws', aws: detailsOf(task) });
      try {
        const answer = await invoke(task, { ...context, traceHeader: call.traceHeader });
        call.end();
        return answer;
      } catch (error) {
        call.end({ outcome: 'fault', cause: causeOf(error) });
        throw error;
      }
    },
    see(record, sinceMs = record.redriveMs ?? record.startMs) {
      const { executionArn, status, traceHeader } = record;
      if (!traceHeader) return;
      if (status === 'RUNNING') {
        const segment = xray.startSegment({
          name: nameOf(record.stateMachineArn),
          origin: 'AWS::StepFunctions::StateMachine',
          traceHeader,
          resourceArn: record.stateMachineArn,
          aws: { execution_arn: executionArn },
          startMs: sinceMs,
        });
        segments.set(executionArn, segment);
        return;
      }
      const isFault = status !== 'SUCCEEDED';
      const cause = { type: record.error ?? status, message: record.cause ?? '' };
      segments.get(executionArn)?.end(isFault ? { outcome: 'fault', cause } : {});
      segments.delete(executionArn);
    },
    close() {
      for (const segment of segments.values()) segment.end();
      segments.clear();
    },
  };
}

/** What X-Ray shows of a resource that a call names. */
const NAMED = [
  ['TableName', 'table_name'],
  ['QueueUrl', 'queue_url'],
  ['Bucket', 'bucket_name'],
] as const;

/** Who is called and what for: the service may write no segment of its own. */
function detailsOf({ resource, input }: Task): Record<string, unknown> {
  const called = parseResource(resource);
  const given = Object(input) as Record<string, unknown>;
  const named = NAMED.filter(([member]) => typeof given[member] === 'string').map(([member, detail]) => [
    detail,
    given[member],
  ]);
  if (called?.kind !== 'optimized' && called?.kind !== 'sdk')
    return { service: 'Lambda', operation: 'Invoke' };
  const { kind, service, action } = called;
  // X-Ray has the names of the older integrations: DynamoDB, not DynamoDb.
  const older = optimizedErrorNaming(service)?.prefix;
  const name = older ?? (kind === 'sdk' ? sdkErrorNaming(service).prefix : undefined);
  return {
    service: name ?? pascalCase(service),
    operation: pascalCase(action),
    ...Object.fromEntries(named),
  };
}

function causeOf(error: unknown): { type: string; message: string } {
  const { errorName, message } = error as { errorName?: string; message?: string };
  return { type: errorName ?? 'Error', message: message ?? String(error) };
}
