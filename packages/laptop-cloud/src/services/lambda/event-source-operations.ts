// The operations on event source mappings. https://docs.aws.amazon.com/lambda/latest/api/
import * as z from 'zod';
import { PatternError } from '../patterns/pattern-error.ts';
import { authorize, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { MappingChanges, MappingDefinition } from './event-source-definition.ts';
import type { EventSourceMapping, EventSources } from './event-sources.ts';
import { json, type Route } from './route.ts';

const ALL = /^\/2015-03-31\/event-source-mappings\/?$/;
const ONE = /^\/2015-03-31\/event-source-mappings\/([^/]+)\/?$/;

export interface EventSourceOperationOptions {
  sources: EventSources;
  /** The ARN that a function's name stands for. Throws ResourceNotFoundException. */
  functionArn(nameOrArn: string): string;
}

export function eventSourceRoutes({ sources, functionArn }: EventSourceOperationOptions): readonly Route[] {
  /** An operation on the mapping that the path names. */
  function on(
    method: string,
    action: string,
    run: (mapping: EventSourceMapping, request: ServiceRequest) => Promise<ServiceResponse>,
  ): Route {
    return {
      method,
      path: ONE,
      answer: async (request, uuid) => {
        authorize(request.principal, `lambda:${action}`, sources.arnOf(uuid));
        return run(sources.required(uuid), request);
      },
    };
  }
  const described = (mapping: EventSourceMapping, state?: string) => ({
    ...describe(mapping, state),
    EventSourceMappingArn: sources.arnOf(mapping.uuid),
  });

  return [
    {
      method: 'POST',
      path: ALL,
      answer: async (request) => {
        authorize(request.principal, 'lambda:CreateEventSourceMapping', '*');
        const definition = parse(MappingDefinition, request);
        return json(202, described(await refusing(sources.create(definition)), 'Creating'));
      },
    },
    {
      method: 'GET',
      path: ALL,
      answer: async ({ principal, query }) => {
        authorize(principal, 'lambda:ListEventSourceMappings', '*');
        const source = query.get('EventSourceArn');
        const name = query.get('FunctionName');
        const arn = name === null ? null : functionArn(name);
        const found = sources
          .all()
          .filter(({ definition }) => source === null || definition.EventSourceArn === source)
          .filter((mapping) => arn === null || mapping.functionArn === arn);
        return json(200, {
          EventSourceMappings: found.map((mapping) => described(mapping)),
          NextMarker: null,
        });
      },
    },
    on('GET', 'GetEventSourceMapping', async (mapping) => json(200, described(mapping))),
    on('PUT', 'UpdateEventSourceMapping', async (mapping, request) => {
      const changes = parse(MappingChanges, request);
      return json(202, described(await refusing(sources.update(mapping, changes)), 'Updating'));
    }),
    on('DELETE', 'DeleteEventSourceMapping', async (mapping) => {
      await sources.delete(mapping);
      return json(202, described(mapping, 'Deleting'));
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

function parse<Schema extends z.ZodType>(schema: Schema, { body }: ServiceRequest): z.output<Schema> {
  let input: unknown;
  try {
    input = JSON.parse(body.toString() || '{}');
  } catch (cause) {
    throw refusal('InvalidRequestContentException', 'Could not parse request body into json', cause);
  }
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw refusal('InvalidParameterValueException', z.prettifyError(parsed.error));
}

/** A wrong pattern is the caller's fault. */
async function refusing<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw refusal(
      'InvalidParameterValueException',
      `Invalid filter pattern definition. ${error.message}`,
      error,
    );
  }
}

function refusal(code: string, message: string, cause?: unknown): ServiceError {
  const error = new ServiceError(code, message, 400, { Type: 'User' });
  error.cause = cause;
  return error;
}
