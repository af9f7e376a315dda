// The alarms of this stack, as CloudWatch has them.

import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const cloudWatch = captureClient(new CloudWatchClient(SIGNING));

export interface StackAlarm {
  /** As the template calls it. */
  name: string;
  state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** ISO 8601. */
  since: string;
  reason: string;
  /** Its entry of the runbook. */
  runbook: string;
}

/** By name. */
export async function stackAlarms(): Promise<StackAlarm[]> {
  const prefix = `${setting('STACK_NAME')}-`;
  const found: MetricAlarm[] = [];
  let NextToken: string | undefined;
  do {
    const command: DescribeAlarmsCommand = new DescribeAlarmsCommand({
      AlarmNamePrefix: prefix,
      MaxRecords: 100,
      ...(NextToken !== undefined && { NextToken }),
    });
    const page = await callService('CloudWatch DescribeAlarms', {}, () => cloudWatch.send(command));
    found.push(...(page.MetricAlarms ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found
    .flatMap((alarm) => alarmOf(alarm, prefix) ?? [])
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * CloudFormation calls it `<stack>-<logical id>-<random letters>`. With more hyphens it is of another stack, whose name only begins
 * like ours.
 */
function alarmOf(alarm: MetricAlarm, prefix: string): StackAlarm | undefined {
  const [, name] = /^([A-Za-z0-9]+)-[A-Za-z0-9]+$/.exec(alarm.AlarmName?.slice(prefix.length) ?? '') ?? [];
  if (name === undefined) return undefined;
  const entry = /docs\/runbook\.md#[a-z-]+/.exec(alarm.AlarmDescription ?? '')?.[0];
  return {
    name,
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    since: alarm.StateUpdatedTimestamp?.toISOString() ?? '',
    reason: alarm.StateReason ?? '',
    runbook: entry ?? 'docs/runbook.md#alarms',
  };
}
