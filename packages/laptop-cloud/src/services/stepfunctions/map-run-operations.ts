// Operations on the runs of distributed Map states.

import type { MapRun } from 'states-language';
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { checkArn } from './arns.ts';
import type { Executions } from './executions.ts';
import { date } from './operations.ts';
import { Arn, MaxResults, PageToken, page } from './request.ts';

export function mapRunOperations(executions: Executions): Operation[] {
  const { mapRuns } = executions;
  return [
    defineOperation({
      name: 'ListMapRuns',
      input: z.strictObject({ executionArn: Arn, maxResults: MaxResults, nextToken: PageToken }),
      errors: ['ExecutionDoesNotExist', 'InvalidToken'],
      resource: ({ executionArn }) => executionArn,
      run: ({ input: request }) => {
        const execution = executions.required(checkArn(request.executionArn, 'execution'));
        const { items, nextToken } = page(mapRuns.of(execution.executionArn), request);
        const listed = items.map((mapRun) => ({
          executionArn: mapRun.executionArn,
          mapRunArn: mapRun.arn,
          stateMachineArn: `${execution.stateMachineArn}/${labelIn(mapRun.arn)}`,
          startDate: date(mapRun.startTime),
          stopDate: date(mapRun.stopTime),
        }));
        return { mapRuns: listed, nextToken };
      },
    }),
    defineOperation({
      name: 'DescribeMapRun',
      input: z.strictObject({ mapRunArn: Arn }),
      errors: ['ResourceNotFound'],
      resource: ({ mapRunArn }) => mapRunArn,
      run: ({ input: { mapRunArn } }) => {
        return described(required(mapRunArn));
      },
    }),
    defineOperation({
      name: 'UpdateMapRun',
      input: z.strictObject({
        mapRunArn: Arn,
        maxConcurrency: z.number().int().min(0).optional(),
        toleratedFailureCount: z.number().int().min(0).optional(),
        toleratedFailurePercentage: z.number().min(0).max(100).optional(),
      }),
      errors: ['ResourceNotFound'],
      resource: ({ mapRunArn }) => mapRunArn,
      run: async ({ input: { mapRunArn, ...limits } }) => {
        required(mapRunArn);
        await executions.whenResumed();
        const given = Object.entries(limits).filter(([, limit]) => limit !== undefined);
        mapRuns.update(mapRunArn, Object.fromEntries(given));
        await executions.written();
      },
    }),
  ];

  function required(mapRunArn: string): MapRun {
    const mapRun = mapRuns.get(checkArn(mapRunArn, 'mapRun'));
    if (!mapRun) throw new ServiceError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
    return mapRun;
  }
}

/** An ARN is `mapRun:<machine>/<label>:<id>`. */
function labelIn(mapRunArn: string): string {
  return mapRunArn.replace(/^[^/]*\//, '').replace(/:[^:]*$/, '');
}

function described(mapRun: MapRun) {
  return {
    mapRunArn: mapRun.arn,
    executionArn: mapRun.executionArn,
    status: mapRun.status,
    startDate: date(mapRun.startTime),
    stopDate: date(mapRun.stopTime),
    maxConcurrency: mapRun.maxConcurrency,
    toleratedFailurePercentage: mapRun.toleratedFailurePercentage,
    toleratedFailureCount: mapRun.toleratedFailureCount,
    itemCounts: mapRun.itemCounts,
    executionCounts: mapRun.executionCounts,
    redriveCount: mapRun.redriveCount,
    redriveDate: date(mapRun.redriveTime),
  };
}
