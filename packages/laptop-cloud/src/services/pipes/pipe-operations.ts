// The operations on pipes.
// Source: EventBridge Pipes API Reference.
import * as z from 'zod';
import { defineOperation, type HttpRoute, type Operation } from '../operation.ts';
import type { Pipe, PipeTable } from './pipe-table.ts';

const OnePipe = z.object({ Name: z.string() });

/** The operations, each authorized on the pipe's ARN; the lists come whole, on one page. */
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
      input: z.object({}),
      errors: [],
      resource: () => table.arnOf('*'),
      run: () => ({ Pipes: table.all().map(summary) }),
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
