// The operations on pipes.
// Source: EventBridge Pipes API Reference.
import * as z from 'zod';
import { defineOperation, type HttpRoute, type Operation } from '../operation.ts';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';
import type { Pipe, PipeTable } from './pipe-table.ts';

const OnePipe = z.strictObject({ Name: z.string() });
const Text = z.string().min(1).optional();
const Listing = z.strictObject({
  NamePrefix: Text,
  SourcePrefix: Text,
  TargetPrefix: Text,
  DesiredState: z.enum(['RUNNING', 'STOPPED']).optional(),
  CurrentState: Text,
  Limit: z.coerce.number().int().min(1).max(100).default(100),
  NextToken: Text,
});

/** The operations, each authorized on the pipe's ARN; lists come in pages. */
export function pipeOperations(table: PipeTable): Operation[] {
  const onPipe = (name: string, http: HttpRoute, run: (pipe: Pipe) => unknown) =>
    defineOperation({
      name,
      http,
      input: OnePipe,
      errors: ['NotFoundException'],
      resource: ({ Name }) => table.arnOf(Name),
      run: ({ input }) => run(table.pipe(input.Name)),
    });

  return [
    defineOperation({
      name: 'ListPipes',
      http: { method: 'GET', path: '/v1/pipes' },
      input: Listing,
      errors: [],
      resource: () => table.arnOf('*'),
      run({ input: { Limit: size, NextToken: token, ...wanted } }) {
        const found = table.all().filter((pipe) => isWanted(pipe, wanted));
        const { items, next } = pageOf(found, {
          size,
          token,
          refusal: () => new ServiceError('ValidationException', 'Invalid NextToken'),
        });
        return { Pipes: items.map(summary), ...(next === undefined ? {} : { NextToken: next }) };
      },
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
  ];
}

/** What a list asks for; a state is that which a description shows. */
function isWanted(pipe: Pipe, wanted: Omit<z.output<typeof Listing>, 'Limit' | 'NextToken'>): boolean {
  const shown = summary(pipe);
  const starts = (name: string, prefix = '') => String(shown[name]).startsWith(prefix);
  const is = (name: string, state: string | undefined) => state === undefined || shown[name] === state;
  return (
    starts('Name', wanted.NamePrefix) &&
    starts('Source', wanted.SourcePrefix) &&
    starts('Target', wanted.TargetPrefix) &&
    is('DesiredState', wanted.DesiredState) &&
    is('CurrentState', wanted.CurrentState)
  );
}

function summary({ name, arn, properties, running, createdAt, modifiedAt }: Pipe): Record<string, unknown> {
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

function describe(pipe: Pipe): Record<string, unknown> {
  const { Description, RoleArn, SourceParameters, TargetParameters } = pipe.properties;
  return { ...summary(pipe), Description, RoleArn, SourceParameters, TargetParameters };
}
