// The operations on pipes, by method and path.
// Source: EventBridge Pipes API Reference.
import { authorize, ServiceError, type ServiceRequest } from '../service.ts';
import type { Pipe, PipeTable } from './pipe-table.ts';

type Answer = (table: PipeTable, request: ServiceRequest, name: string) => unknown;

interface Operation {
  method: string;
  path: RegExp;
  /** IAM action. */
  action: string;
  answer: Answer;
}

const OPERATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: /^\/v1\/pipes$/,
    action: 'pipes:ListPipes',
    answer: (table) => ({ Pipes: table.all().map(summary) }),
  },
  {
    method: 'GET',
    path: /^\/v1\/pipes\/([^/]+)$/,
    action: 'pipes:DescribePipe',
    answer: (table, _, name) => describe(table.pipe(name)),
  },
  {
    method: 'POST',
    path: /^\/v1\/pipes\/([^/]+)\/start$/,
    action: 'pipes:StartPipe',
    answer(table, _, name) {
      const pipe = table.pipe(name);
      table.start(pipe);
      return summary(pipe);
    },
  },
  {
    method: 'POST',
    path: /^\/v1\/pipes\/([^/]+)\/stop$/,
    action: 'pipes:StopPipe',
    async answer(table, _, name) {
      const pipe = table.pipe(name);
      await table.stop(pipe);
      return summary(pipe);
    },
  },
];

/** Answers a request, authorized on the pipe's ARN; the lists come whole, on one page. */
export async function answerPipeRequest(table: PipeTable, request: ServiceRequest): Promise<unknown> {
  for (const { method, path, action, answer } of OPERATIONS) {
    const found = request.method === method ? path.exec(request.path) : null;
    if (!found) continue;
    const name = decodeURIComponent(found[1] ?? '');
    authorize(request.principal, action, table.arnOf(name || '*'));
    return answer(table, request, name);
  }
  throw new ServiceError(
    'UnknownOperationException',
    `NotImplemented: ${request.method} ${request.path} is not an operation of the local pipes service`,
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
