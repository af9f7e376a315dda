// Operations on executions: start, stop, redrive, describe, list, history.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { checkArn, splitTestCase } from './arns.ts';
import type { ExecutionRecord, MachineType } from './execution-record.ts';
import type { Facets } from './execution-records.ts';
import type { Executions } from './executions.ts';
import { describedEvent } from './history-answer.ts';
import { splitQualifier } from './machine-versions.ts';
import { date } from './operations.ts';
import { Arn, MaxResults, PageToken, page } from './request.ts';
import { requireType, type StartExecution } from './start-execution.ts';
import type { StateMachines } from './state-machines.ts';

/** In the order in which AWS names them. */
const Status = z.enum(['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING']);
const ClientToken = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[!-~]+$/);
const Start = z.strictObject({
  stateMachineArn: Arn,
  name: z.string().optional(),
  input: z.string().default('{}'),
  traceHeader: z.string().max(256).optional(),
});

export interface ExecutionOperationOptions {
  machines: StateMachines;
  executions: Executions;
  start: StartExecution;
}

export function executionOperations(options: ExecutionOperationOptions): Operation[] {
  const { machines, executions } = options;

  /** What is answered has been kept. */
  async function start(
    { stateMachineArn, ...request }: z.output<typeof Start>,
    traceHeader: string | undefined,
    type?: MachineType,
  ): Promise<ExecutionRecord> {
    const isSynchronous = type === 'EXPRESS';
    const started = { ...request, traceHeader: request.traceHeader ?? traceHeader, isSynchronous };
    const record = options.start(stateMachineArn, started, type);
    await executions.written();
    return record;
  }

  return [
    defineOperation({
      name: 'StartExecution',
      input: Start,
      errors: [
        'ExecutionAlreadyExists',
        'InvalidExecutionInput',
        'InvalidName',
        'ResourceNotFound',
        'StateMachineDeleting',
        'StateMachineDoesNotExist',
      ],
      resource: machineOf,
      run: async ({ input: request, request: http }) => {
        const record = await start(request, http.traceHeader);
        return { executionArn: record.executionArn, startDate: date(record.startMs) };
      },
    }),
    defineOperation({
      name: 'StartSyncExecution',
      input: Start,
      errors: [
        'InvalidExecutionInput',
        'InvalidName',
        'ResourceNotFound',
        'StateMachineDeleting',
        'StateMachineDoesNotExist',
        'StateMachineTypeNotSupported',
      ],
      resource: machineOf,
      run: async ({ input: request, request: http }) => {
        const record = await start(request, http.traceHeader, 'EXPRESS');
        const ended = await executions.ended(record.executionArn);
        // Told here also of one that failed, which has no output.
        return { ...outcomeOf(ended), outputDetails: { included: true }, billingDetails: billing(ended) };
      },
    }),
    defineOperation({
      name: 'StopExecution',
      input: z.strictObject({
        executionArn: Arn,
        error: z.string().max(256).optional(),
        cause: z.string().max(32_768).optional(),
      }),
      errors: ['ExecutionDoesNotExist'],
      resource: ({ executionArn }) => executionArn,
      run: async ({ input: { executionArn, error, cause } }) => {
        const record = await executions.stop(checkArn(executionArn, 'execution'), error, cause);
        await executions.written();
        return { stopDate: date(record.stopMs) };
      },
    }),
    defineOperation({
      name: 'RedriveExecution',
      input: z.strictObject({ executionArn: Arn, clientToken: ClientToken.optional() }),
      errors: ['ExecutionDoesNotExist', 'ExecutionNotRedrivable'],
      resource: ({ executionArn }) => executionArn,
      run: async ({ input: { executionArn, clientToken } }) => {
        // One that an earlier process has left may have ended before its record tells.
        await executions.whenResumed();
        const redriveMs = executions.redrive(checkArn(executionArn, 'execution'), clientToken);
        await executions.written();
        return { redriveDate: date(redriveMs) };
      },
    }),
    defineOperation({
      name: 'DescribeExecution',
      input: z.strictObject({
        executionArn: Arn,
        includedData: z.enum(['ALL_DATA', 'METADATA_ONLY']).default('ALL_DATA'),
      }),
      errors: ['ExecutionDoesNotExist'],
      resource: ({ executionArn }) => executionArn,
      run: ({ input: { executionArn, includedData } }) => {
        const record = executions.required(checkArn(executionArn, 'execution'));
        const { input, inputDetails, output, outputDetails, error, cause, ...rest } = outcomeOf(record);
        const described = { ...rest, ...redriveOf(record, executions.redriveRefusal(executionArn)) };
        if (includedData === 'METADATA_ONLY') return described;
        return { ...described, input, inputDetails, output, outputDetails, error, cause };
      },
    }),
    defineOperation({
      name: 'ListExecutions',
      input: z.strictObject({
        stateMachineArn: Arn.optional(),
        mapRunArn: Arn.optional(),
        statusFilter: Status.optional(),
        redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
        maxResults: MaxResults,
        nextToken: z.string().min(1).max(3096).nullish(),
      }),
      errors: ['InvalidToken', 'StateMachineDoesNotExist', 'StateMachineTypeNotSupported'],
      resource: ({ stateMachineArn, mapRunArn }) => stateMachineArn ?? mapRunArn ?? '*',
      run: ({ input: request }) => {
        const { stateMachineArn, mapRunArn, statusFilter, redriveFilter } = request;
        if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
          throw new ServiceError('ValidationException', 'Must specify either stateMachineArn or mapRunArn');
        }
        if (stateMachineArn) {
          const { machineArn } = splitQualifier(checkArn(stateMachineArn, 'stateMachine'));
          requireType(machines.required(machineArn), 'STANDARD');
        }
        const found = executions.list(
          (one) =>
            (mapRunArn ? one.mapRunArn === mapRunArn : isOf(one, stateMachineArn)) &&
            (!statusFilter || one.status === statusFilter) &&
            (!redriveFilter || one.redriveCount > 0 === (redriveFilter === 'REDRIVEN')),
        );
        const { items, nextToken } = page(found, request);
        return { executions: items.map(listed), nextToken };
      },
    }),
    defineOperation({
      name: 'GetExecutionHistory',
      input: z.strictObject({
        executionArn: Arn,
        includeExecutionData: z.boolean().default(true),
        reverseOrder: z.boolean().default(false),
        maxResults: MaxResults,
        nextToken: PageToken,
      }),
      errors: ['ExecutionDoesNotExist', 'InvalidToken'],
      resource: ({ executionArn }) => executionArn,
      run: ({ input: request }) => {
        const { executionArn } = executions.required(checkArn(request.executionArn, 'execution'));
        const history = executions.history(executionArn);
        const { items, nextToken } = page(request.reverseOrder ? history.toReversed() : history, request);
        return {
          events: items.map((event) => describedEvent(event, request.includeExecutionData)),
          nextToken,
        };
      },
    }),
  ];
}

const machineOf = ({ stateMachineArn }: { stateMachineArn: string }): string =>
  splitTestCase(stateMachineArn).arn;

/** Executions of a machine, or those that one of its versions or aliases began. Children are listed under their map run only. */
function isOf(record: Facets, stateMachineArn: string | undefined): boolean {
  const names = [record.stateMachineArn, record.stateMachineVersionArn, record.stateMachineAliasArn];
  return stateMachineArn !== undefined && names.includes(stateMachineArn) && record.mapRunArn === undefined;
}

function outcomeOf(record: ExecutionRecord) {
  const { executionArn, stateMachineArn, name, status, input, output, error, cause, traceHeader, mapRunArn } =
    record;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: date(record.startMs),
    stopDate: date(record.stopMs),
    input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    traceHeader,
    mapRunArn,
    stateMachineVersionArn: record.stateMachineVersionArn,
    stateMachineAliasArn: record.stateMachineAliasArn,
  };
}

function redriveOf(record: ExecutionRecord, redriveStatusReason: string | undefined) {
  const redrive = { redriveCount: record.redriveCount, redriveDate: date(record.redriveMs) };
  if (redriveStatusReason) return { ...redrive, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason };
  return { ...redrive, redriveStatus: record.mapRunArn ? 'REDRIVABLE_BY_MAP_RUN' : 'REDRIVABLE' };
}

function listed(record: ExecutionRecord) {
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: date(record.startMs),
    stopDate: date(record.stopMs),
    mapRunArn: record.mapRunArn,
    stateMachineVersionArn: record.stateMachineVersionArn,
    stateMachineAliasArn: record.stateMachineAliasArn,
    redriveCount: record.redriveCount,
    redriveDate: date(record.redriveMs),
  };
}

/** Express executions are billed by 100 ms and 64 MB. https://aws.amazon.com/step-functions/pricing/ */
function billing({ startMs, stopMs = startMs }: ExecutionRecord) {
  return {
    billedMemoryUsedInMB: 64,
    billedDurationInMilliseconds: Math.max(100, Math.ceil((stopMs - startMs) / 100) * 100),
  };
}
