// The operations on pipes.
// Source: EventBridge Pipes API Reference.
import * as z from 'zod';
import { defineOperation, type HttpRoute, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import { PipeProperties } from './pipe-definition.ts';
import type { Pipe, PipeTable } from './pipe-table.ts';
import { Tags, tagOperations } from './tag-operations.ts';

const Name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const OnePipe = z.strictObject({ Name });
// Here a pipe is RUNNING or STOPPED at once; on AWS it takes its time, and may fail.
const CurrentState = z.enum([
  'RUNNING',
  'STOPPED',
  'CREATING',
  'UPDATING',
  'DELETING',
  'STARTING',
  'STOPPING',
  'CREATE_FAILED',
  'UPDATE_FAILED',
  'START_FAILED',
  'STOP_FAILED',
  'DELETE_FAILED',
  'CREATE_ROLLBACK_FAILED',
  'DELETE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_FAILED',
]);
const DesiredState = z.enum(['RUNNING', 'STOPPED']);
const CreatePipe = z.strictObject({ Name, Tags: Tags.optional(), ...PipeProperties.shape });
// The source of a pipe stays; its parameters have no part that names it.
const { Source: _source, ...changeable } = PipeProperties.shape;
const UpdatePipe = z.strictObject({ Name, ...changeable }).partial({ Target: true });
const ListPipes = z.strictObject({
  NamePrefix: z.string().optional(),
  SourcePrefix: z.string().optional(),
  TargetPrefix: z.string().optional(),
  CurrentState: CurrentState.optional(),
  DesiredState: DesiredState.optional(),
  Limit: z.coerce.number().int().min(1).max(100).optional(),
  NextToken: z.string().optional(),
});

/** The operations, each authorized on the pipe's ARN. */
export function pipeOperations(table: PipeTable): Operation[] {
  const named = ({ Name: name }: { Name: string }) => table.arnOf(name);
  const onPipe = (name: string, http: HttpRoute, run: (pipe: Pipe) => unknown) =>
    defineOperation({
      name,
      http,
      input: OnePipe,
      errors: ['NotFoundException'],
      resource: named,
      run: ({ input }) => run(table.pipe(input.Name)),
    });

  return [
    defineOperation({
      name: 'ListPipes',
      http: { method: 'GET', path: '/v1/pipes' },
      input: ListPipes,
      errors: [],
      resource: () => table.arnOf('*'),
      run({ input: { Limit, NextToken, ...wanted } }) {
        const found = table
          .all()
          .map(summary)
          .filter((pipe) => isWanted(pipe, wanted));
        const { items, next } = pageOf(found, {
          size: Limit ?? 100,
          token: NextToken,
          refusal: () => new ServiceError('ValidationException', 'NextToken is not valid.'),
          nameOf: ({ Name }) => Name,
        });
        return { Pipes: items, ...(next === undefined ? {} : { NextToken: next }) };
      },
    }),
    defineOperation({
      name: 'CreatePipe',
      http: { method: 'POST', path: '/v1/pipes/{Name}' },
      input: CreatePipe,
      errors: ['ConflictException'],
      resource: named,
      async run({ input: { Name: name, Tags: tags = {}, ...properties } }) {
        if (table.all().some((pipe) => pipe.name === name))
          throw new ServiceError('ConflictException', `Pipe ${name} already exists.`, 409);
        return changed(await refusing(table.put(name, properties, { tags })), 'CREATING');
      },
    }),
    defineOperation({
      name: 'UpdatePipe',
      http: { method: 'PUT', path: '/v1/pipes/{Name}' },
      input: UpdatePipe,
      errors: ['NotFoundException'],
      resource: named,
      async run({ input: { Name: name, ...changes } }) {
        const { properties } = table.pipe(name);
        const given = Object.entries(changes).filter(([, value]) => value !== undefined);
        const wanted = { ...properties, ...Object.fromEntries(given) };
        return changed(await refusing(table.put(name, wanted)), 'UPDATING');
      },
    }),
    onPipe('DeletePipe', { method: 'DELETE', path: '/v1/pipes/{Name}' }, async (pipe) => {
      await table.remove(pipe);
      return { ...changed(pipe, 'DELETING'), DesiredState: 'DELETED' };
    }),
    onPipe('DescribePipe', { method: 'GET', path: '/v1/pipes/{Name}' }, describe),
    onPipe('StartPipe', { method: 'POST', path: '/v1/pipes/{Name}/start' }, (pipe) => {
      table.start(pipe);
      return summary(pipe);
    }),
    onPipe('StopPipe', { method: 'POST', path: '/v1/pipes/{Name}/stop' }, async (pipe) => {
      await table.stop(pipe);
      return summary(pipe);
    }),
    ...tagOperations(table),
  ];
}

function isWanted(
  pipe: ReturnType<typeof summary>,
  wanted: Omit<z.output<typeof ListPipes>, 'Limit' | 'NextToken'>,
): boolean {
  return (
    pipe.Name.startsWith(wanted.NamePrefix ?? '') &&
    pipe.Source.startsWith(wanted.SourcePrefix ?? '') &&
    pipe.Target.startsWith(wanted.TargetPrefix ?? '') &&
    pipe.CurrentState === (wanted.CurrentState ?? pipe.CurrentState) &&
    pipe.DesiredState === (wanted.DesiredState ?? pipe.DesiredState)
  );
}

/** What changing a pipe answers: the change is under way on AWS, and done here. */
function changed({ name, arn, properties, createdAt, modifiedAt }: Pipe, state: string) {
  return {
    Name: name,
    Arn: arn,
    DesiredState: properties.DesiredState ?? 'RUNNING',
    CurrentState: state,
    CreationTime: createdAt / 1000,
    LastModifiedTime: modifiedAt / 1000,
  };
}

/** What the properties or the role lack is the caller's fault. */
async function refusing<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof ServiceError || !(error instanceof Error)) throw error;
    const refusal = new ServiceError('ValidationException', error.message);
    refusal.cause = error;
    throw refusal;
  }
}

function summary({ name, arn, properties, running, createdAt, modifiedAt }: Pipe) {
  return {
    Name: name,
    Arn: arn,
    Source: properties.Source,
    Target: properties.Target,
    DesiredState: properties.DesiredState ?? 'RUNNING',
    CurrentState: running ? 'RUNNING' : 'STOPPED',
    CreationTime: createdAt / 1000,
    LastModifiedTime: modifiedAt / 1000,
  };
}

function describe(pipe: Pipe) {
  const { Description, EnrichmentParameters, RoleArn, SourceParameters, TargetParameters } = pipe.properties;
  return {
    ...summary(pipe),
    Description,
    EnrichmentParameters,
    RoleArn,
    SourceParameters,
    TargetParameters,
    Tags: pipe.tags,
  };
}
