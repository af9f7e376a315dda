// What the stack costs in a month in which no photo comes.

import { readFileSync } from 'node:fs';
import { type CostLine, PRICES } from './prices.ts';

const MONTH_SECONDS = 730 * 3600;
/** A poller asks an empty queue every 20 seconds; Lambda keeps five of them, and a pipe is taken to do the same. */
const POLLERS = 2 * 5;
const POLL_SECONDS = 20;
/** Metrics of each step and of each route of the API: succeeded, failed, duration, cold start. */
const METRICS_EACH = 4;

/** Counted in the template. */
export function fixedCosts(templatePath: string): CostLine[] {
  const template = readFileSync(templatePath, 'utf8');
  const count = (type: string) =>
    template.split('\n').filter((line) => line.trim() === `Type: ${type}`).length;
  const line = (what: string, amount: number, price: keyof typeof UNIT, detail: string): CostLine => ({
    what,
    usd: amount * UNIT[price],
    detail: `${amount.toLocaleString('en')} ${detail}`,
  });
  const functions = count('AWS::Serverless::Function');
  const routes = template.split('Type: HttpApi,').length - 1;
  const steps = functions - (template.match(/^ {2}\w+ApiFunction:/gm) ?? []).length;
  const keys = count('AWS::KMS::Key');
  const polls = POLLERS * (MONTH_SECONDS / POLL_SECONDS);
  return [
    line(
      'CloudWatch metrics',
      steps * METRICS_EACH,
      'metric',
      `metrics of ${steps} steps, in a month in which each of them runs`,
    ),
    line(
      'CloudWatch metrics',
      routes * METRICS_EACH,
      'metric',
      `metrics of ${routes} routes of the API, in a month in which each of them is asked`,
    ),
    line(
      'CloudWatch alarms',
      count('AWS::CloudWatch::Alarm'),
      'alarm',
      'alarms; one that reckons with several metrics counts once for each',
    ),
    line('KMS keys', keys, 'key', keys === 1 ? 'key' : 'keys'),
    line(
      'SQS',
      polls,
      'poll',
      `requests of pollers at empty queues (${POLLERS} of them, each ${POLL_SECONDS} s)`,
    ),
    line(
      'KMS requests',
      functions * (MONTH_SECONDS / 300),
      'kms',
      'requests at most: each function asks for a data key again after five minutes; bucket keys and queues reuse theirs',
    ),
  ];
}

const UNIT = {
  metric: PRICES.customMetricMonth,
  alarm: PRICES.alarmMonth,
  key: PRICES.kmsKeyMonth,
  poll: PRICES.sqsRequest,
  kms: PRICES.kmsRequest,
};
