// How the records of one batch reach a pipe's target, and which of them did not.

import { serviceOf } from '../../arns.ts';
import type { Bus, DeliveryOptions } from '../bus.ts';
import { authorizeRole, deliveryAction } from '../delivery-rights.ts';
import type { Principal } from '../service.ts';
import { failedRecords } from './partial-failure.ts';
import {
  compileParameter,
  compileTemplate,
  type PipeContext,
  type PipeProperties,
} from './pipe-definition.ts';
import { compileEnrichment } from './pipe-enrichment.ts';
import type { PipeRecord } from './pipe-source.ts';

/** Sends a batch; answers the ids of the messages that have to come again. Rejects when none arrived. */
export type SendBatch = (records: readonly PipeRecord[]) => Promise<ReadonlySet<string>>;

interface TargetKind {
  /** The one member of TargetParameters, beside InputTemplate, that this kind of target has. */
  parameters?: keyof NonNullable<PipeProperties['TargetParameters']>;
  /** Whether the whole batch is one delivery: a JSON array of records. */
  isBatched: boolean;
  /** What the role needs, where it is not what every delivery needs. */
  action?(pipe: Pick<PipeContext, 'properties'>): string;
  options(pipe: PipeContext): DeliveryOptions;
  /** Parameters that each record may give by a path of its own. */
  perRecord?(pipe: PipeContext): Readonly<Record<string, string | readonly string[] | undefined>>;
}

const KINDS: Readonly<Record<string, TargetKind>> = {
  states: {
    parameters: 'StepFunctionStateMachineParameters',
    isBatched: true,
    action: (pipe) => (isFireAndForget(pipe) ? 'states:StartExecution' : 'states:StartSyncExecution'),
    options: ({ properties }) =>
      invocation(properties.TargetParameters?.StepFunctionStateMachineParameters?.InvocationType),
  },
  lambda: {
    parameters: 'LambdaFunctionParameters',
    isBatched: true,
    options: ({ properties }) =>
      invocation(properties.TargetParameters?.LambdaFunctionParameters?.InvocationType),
  },
  sqs: {
    parameters: 'SqsQueueParameters',
    isBatched: false,
    options: () => ({}),
    perRecord: ({ properties }) => properties.TargetParameters?.SqsQueueParameters ?? {},
  },
  sns: { isBatched: false, options: () => ({}) },
  events: {
    parameters: 'EventBridgeEventBusParameters',
    isBatched: false,
    options: () => ({}),
    perRecord: ({ name, properties }) => ({
      Source: `Pipe ${name}`,
      DetailType: 'Event from aws:sqs',
      ...properties.TargetParameters?.EventBridgeEventBusParameters,
    }),
  },
};

// Source: EventBridge User Guide, "Pipes targets": both wait for an answer unless they are told not to.
function invocation(type = 'REQUEST_RESPONSE'): DeliveryOptions {
  return { parameters: { InvocationType: type } };
}

function isFireAndForget({ properties }: Pick<PipeContext, 'properties'>): boolean {
  const { InvocationType } = properties.TargetParameters?.StepFunctionStateMachineParameters ?? {};
  return InvocationType === 'FIRE_AND_FORGET';
}

/** The action the pipe's role needs on its target. Throws for a target that pipes cannot have here. */
export function targetAction(properties: PipeProperties): string {
  const { Target, TargetParameters = {} } = properties;
  const kind = kindOf(Target);
  const foreign = Object.keys(TargetParameters).find(
    (name) => name !== 'InputTemplate' && name !== kind.parameters,
  );
  if (foreign !== undefined) throw new Error(`TargetParameters.${foreign} does not fit the target ${Target}`);
  return kind.action?.({ properties }) ?? deliveryAction(Target);
}

function kindOf(targetArn: string): TargetKind {
  const service = serviceOf(targetArn);
  const kind = Object.hasOwn(KINDS, service) ? KINDS[service] : undefined;
  if (!kind) throw new Error(`Target ${targetArn}: pipes to the service ${service} are not supported here`);
  return kind;
}

/** Compiles the way to the target, authorized as `role` before every batch. */
export function compileTarget(pipe: PipeContext, bus: Bus, role: () => Principal | undefined): SendBatch {
  const { Target, RoleArn } = pipe.properties;
  const kind = kindOf(Target);
  const enrich = compileEnrichment(pipe, bus, role);
  const inputFor = compileTemplate(pipe, pipe.properties.TargetParameters?.InputTemplate);
  const options = kind.options(pipe);
  const parametersOf = compileParameters(kind.perRecord?.(pipe));

  const action = targetAction(pipe.properties);

  function checkRole(): void {
    authorizeRole(role(), RoleArn, Target, action);
  }

  async function sendAll(
    events: readonly unknown[],
    records: readonly PipeRecord[],
    trace: Trace,
  ): Promise<ReadonlySet<string>> {
    const input = `[${events.map(inputFor).join(',')}]`;
    const answer = await bus.deliver(Target, input, { ...options, ...trace });
    return failedRecords(answer, new Set(records.map(({ messageId }) => messageId)));
  }

  // Of enriched events nobody knows which record they come from, unless there are as many.
  async function sendEach(
    events: readonly unknown[],
    records: readonly PipeRecord[],
  ): Promise<ReadonlySet<string>> {
    const failed = new Set<string>();
    const errors: unknown[] = [];
    for (const [at, event] of events.entries()) {
      const record = events.length === records.length ? records[at] : undefined;
      try {
        await bus.deliver(Target, inputFor(event), {
          ...options,
          ...parametersOf(event),
          ...(record ? traceOf(record) : {}),
        });
      } catch (error) {
        if (!record) throw error;
        failed.add(record.messageId);
        errors.push(error);
      }
    }
    if (errors.length > 0 && failed.size === records.length) throw errors[0];
    return failed;
  }

  return async (records) => {
    checkRole();
    const events = enrich ? await enrich(records) : records;
    if (events.length === 0) return new Set();
    const [first] = records;
    const trace = records.length === 1 && first ? traceOf(first) : {};
    return kind.isBatched ? sendAll(events, records, trace) : sendEach(events, records);
  };
}

type Trace = Pick<DeliveryOptions, 'traceHeader'>;

function compileParameters(
  given: ReturnType<NonNullable<TargetKind['perRecord']>> | undefined,
): (event: unknown) => DeliveryOptions {
  const readers = new Map<string, (event: unknown) => string | string[]>();
  for (const [name, value] of Object.entries(given ?? {})) {
    if (typeof value === 'string') readers.set(name, compileParameter(name, value));
    else if (value !== undefined) {
      const items = value.map((item) => compileParameter(name, item));
      readers.set(name, (event) => items.map((read) => read(event)));
    }
  }
  if (readers.size === 0) return () => ({});
  return (event) => ({
    parameters: Object.fromEntries([...readers].map(([name, read]) => [name, read(event)])),
  });
}

function traceOf({ attributes }: PipeRecord): Trace {
  const header = attributes['AWSTraceHeader'];
  return header === undefined ? {} : { traceHeader: header };
}
