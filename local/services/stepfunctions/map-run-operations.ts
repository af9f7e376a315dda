// Operations on the runs of distributed Map states.
import * as z from 'zod';
import type { MapRun } from '../../states/host.ts';
import type { JsonOperation } from '../protocols/json.ts';
import { ServiceError } from '../service.ts';
import { checkArn } from './arns.ts';
import type { Executions } from './executions.ts';
import { date, defineOperation } from './operations.ts';
import { Arn, MaxResults, PageToken, page } from './request.ts';

export function mapRunOperations(executions: Executions): Record<string, JsonOperation> {
  return {
    ...defineOperation(
      'ListMapRuns',
      z.strictObject({ executionArn: Arn, maxResults: MaxResults, nextToken: PageToken }),
      ({ executionArn }) => executionArn,
      (request) => {
        const execution = executions.required(checkArn(request.executionArn, 'execution'));
        const { items, nextToken } = page(executions.mapRuns(execution.executionArn), request);
        const mapRuns = items.map((mapRun) => ({
          executionArn: mapRun.executionArn,
          mapRunArn: mapRun.arn,
          stateMachineArn: execution.stateMachineArn,
          startDate: date(mapRun.startTime),
          stopDate: date(mapRun.stopTime),
        }));
        return { mapRuns, nextToken };
      },
    ),
    ...defineOperation(
      'DescribeMapRun',
      z.strictObject({ mapRunArn: Arn }),
      ({ mapRunArn }) => mapRunArn,
      ({ mapRunArn }) => {
        const mapRun = executions.mapRun(checkArn(mapRunArn, 'mapRun'));
        if (!mapRun) throw new ServiceError('ResourceNotFound', `Resource not found: '${mapRunArn}'`);
        return described(mapRun);
      },
    ),
  };
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
    redriveCount: 0,
  };
}
