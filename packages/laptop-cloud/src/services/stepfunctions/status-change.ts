// The event that Step Functions puts on the default bus whenever a Standard execution starts or ends.
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
import type { Account } from '../../arns.ts';
import type { AwsEvent } from '../bus.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { redriveRefusal } from './execution-redrive.ts';

export function statusChange(record: ExecutionRecord, account: Account, id: string, nowMs: number): AwsEvent {
  const included = { included: true };
  const refusal = redriveRefusal(record, nowMs);
  return {
    version: '0',
    id,
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: account.accountId,
    time: timeOf(nowMs),
    region: account.region,
    resources: [record.executionArn],
    detail: {
      executionArn: record.executionArn,
      stateMachineArn: record.stateMachineArn,
      name: record.name,
      status: record.status,
      startDate: record.startMs,
      stopDate: record.stopMs ?? null,
      input: record.input,
      output: record.output ?? null,
      stateMachineVersionArn: record.stateMachineVersionArn ?? null,
      stateMachineAliasArn: record.stateMachineAliasArn ?? null,
      redriveCount: record.redriveCount,
      redriveDate: record.redriveMs ?? null,
      redriveStatus: refusal ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
      redriveStatusReason: refusal ?? null,
      inputDetails: included,
      outputDetails: record.output === undefined ? null : included,
      error: record.error ?? null,
      cause: record.cause ?? null,
    },
  };
}

/** Of the second that it was last: thousands of executions may share it. */
let lastSecond = { second: Number.NaN, text: '' };

function timeOf(nowMs: number): string {
  const second = Math.floor(nowMs / 1000);
  if (lastSecond.second !== second)
    lastSecond = { second, text: `${new Date(second * 1000).toISOString().slice(0, -5)}Z` };
  return lastSecond.text;
}
