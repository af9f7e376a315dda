// The operations on event source mappings. https://docs.aws.amazon.com/lambda/latest/api/
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { PatternError } from '../patterns/pattern-error.ts';
import { jsonAnswer } from '../protocols/rest-json.ts';
import { ServiceError } from '../service.ts';
import { MappingChanges, MappingDefinition } from './event-source-definition.ts';
import type { EventSourceMapping, EventSources } from './event-sources.ts';
import { invalidParameter } from './invalid-parameter.ts';
import { Paging, page } from './paging.ts';

const ALL = '/2015-03-31/event-source-mappings';
const ONE = '/2015-03-31/event-source-mappings/{UUID}';

const Listing = z.strictObject({
  EventSourceArn: z.string().optional(),
  FunctionName: z.string().optional(),
  ...Paging,
});
const OneMapping = z.strictObject({ UUID: z.string() });

export interface EventSourceOperationOptions {
  sources: EventSources;
  /** The ARN that a function's name stands for. Throws ResourceNotFoundException. */
  functionArn(nameOrArn: string): string;
}

export function eventSourceOperations({ sources, functionArn }: EventSourceOperationOptions): Operation[] {
  const named = ({ UUID }: { UUID: string }) => sources.arnOf(UUID);
  const described = (mapping: EventSourceMapping, state?: string) => ({
    ...describe(mapping, state),
    EventSourceMappingArn: sources.arnOf(mapping.uuid),
  });

  /** Of a function that is not there nothing is listed, and no ARN is empty. */
  function arnIfThere(nameOrArn: string): string {
    try {
      return functionArn(nameOrArn);
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'ResourceNotFoundException') return '';
      throw error;
    }
  }

  function checkFunction(nameOrArn: string): void {
    if (arnIfThere(nameOrArn) === '') throw invalidParameter('Function does not exist');
  }

  return [
    defineOperation({
      name: 'CreateEventSourceMapping',
      http: { method: 'POST', path: ALL },
      input: z.strictObject({
        ...MappingDefinition.shape,
        ...STREAMS_ALONE,
        EventSourceArn: z.string().optional(),
      }),
      errors: ['ResourceConflictException'],
      resource: () => '*',
      run: async ({ input }) => {
        const { EventSourceArn, ...rest } = withoutStreams(input);
        if (EventSourceArn === undefined) throw invalidParameter('Unrecognized event source.');
        checkFunction(rest.FunctionName);
        const definition = { ...rest, EventSourceArn };
        return jsonAnswer(202, described(await refusing(sources.create(definition)), 'Creating'));
      },
    }),
    defineOperation({
      name: 'ListEventSourceMappings',
      http: { method: 'GET', path: ALL },
      input: Listing,
      errors: [],
      resource: () => '*',
      run({ input: { EventSourceArn, FunctionName, ...paging } }) {
        const arn = FunctionName === undefined ? undefined : arnIfThere(FunctionName);
        const found = sources
          .all()
          .filter(
            ({ definition }) => EventSourceArn === undefined || definition.EventSourceArn === EventSourceArn,
          )
          .filter((mapping) => arn === undefined || mapping.functionArn === arn);
        const { items, NextMarker } = page(found, paging, ({ uuid }) => uuid, 100);
        return { EventSourceMappings: items.map((mapping) => described(mapping)), NextMarker };
      },
    }),
    defineOperation({
      name: 'GetEventSourceMapping',
      http: { method: 'GET', path: ONE },
      input: OneMapping,
      errors: [],
      resource: named,
      run: ({ input }) => described(sources.required(input.UUID)),
    }),
    defineOperation({
      name: 'UpdateEventSourceMapping',
      http: { method: 'PUT', path: ONE },
      input: z.strictObject({ ...MappingChanges.shape, ...STREAMS_ALONE, UUID: z.string() }),
      errors: ['ResourceConflictException'],
      resource: named,
      async run({ input: { UUID, ...given } }) {
        const mapping = sources.required(UUID);
        const changes = withoutStreams(given);
        if (changes.FunctionName !== undefined) checkFunction(changes.FunctionName);
        return jsonAnswer(202, described(await refusing(sources.update(mapping, changes)), 'Updating'));
      },
    }),
    defineOperation({
      name: 'DeleteEventSourceMapping',
      http: { method: 'DELETE', path: ONE },
      input: OneMapping,
      errors: [],
      resource: named,
      async run({ input }) {
        const mapping = sources.required(input.UUID);
        await sources.delete(mapping);
        return jsonAnswer(202, described(mapping, 'Deleting'));
      },
    }),
  ];
}

function describe(mapping: EventSourceMapping, state?: string): Record<string, unknown> {
  const { definition, uuid, functionArn, modifiedAt } = mapping;
  const { FilterCriteria, FunctionResponseTypes = [], ScalingConfig } = definition;
  return {
    UUID: uuid,
    BatchSize: definition.BatchSize ?? 10,
    MaximumBatchingWindowInSeconds: definition.MaximumBatchingWindowInSeconds ?? 0,
    EventSourceArn: definition.EventSourceArn,
    FunctionArn: functionArn,
    LastModified: modifiedAt / 1000,
    State: state ?? (definition.Enabled === false ? 'Disabled' : 'Enabled'),
    StateTransitionReason: 'USER_INITIATED',
    FunctionResponseTypes,
    ...(FilterCriteria === undefined ? {} : { FilterCriteria }),
    ...(ScalingConfig === undefined ? {} : { ScalingConfig }),
  };
}

/** A wrong pattern is the caller's fault. */
async function refusing<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw invalidParameter(`Invalid filter pattern definition. ${error.message}`, error);
  }
}

const Destination = z.strictObject({ Destination: z.string().optional() }).optional();

/** Members that mappings of streams alone have, refused in AWS's words where there is a queue. */
const STREAMS_ALONE = {
  BisectBatchOnFunctionError: z.unknown().optional(),
  DestinationConfig: z.strictObject({ OnSuccess: Destination, OnFailure: Destination }).optional(),
  MaximumRecordAgeInSeconds: z.unknown().optional(),
  MaximumRetryAttempts: z.unknown().optional(),
  ParallelizationFactor: z.unknown().optional(),
  StartingPosition: z.unknown().optional(),
  StartingPositionTimestamp: z.unknown().optional(),
  TumblingWindowInSeconds: z.unknown().optional(),
};

function withoutStreams<Given extends object>(given: Given): Omit<Given, keyof typeof STREAMS_ALONE> {
  const name = Object.keys(STREAMS_ALONE).find(
    (one) => (given as Record<string, unknown>)[one] !== undefined,
  );
  if (name === undefined) return given;
  throw invalidParameter(`Unsupported ${name} parameter for given event source mapping type.`);
}
