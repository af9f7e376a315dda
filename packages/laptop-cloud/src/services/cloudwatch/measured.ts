// Which metrics of AWS services the laptop measures, each under the one dimension that alarms name it by.
import type { MetricId } from './points.ts';

interface Measured {
  dimension: string;
  names: readonly string[];
}

export const MEASURED: Readonly<Record<string, Measured>> = {
  'AWS/ApiGateway': { dimension: 'ApiId', names: ['Count', '4xx', '5xx', 'Latency'] },
  'AWS/Lambda': { dimension: 'FunctionName', names: ['Invocations', 'Errors', 'Duration'] },
  'AWS/SQS': {
    dimension: 'QueueName',
    names: [
      'ApproximateNumberOfMessagesVisible',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesDelayed',
      'ApproximateAgeOfOldestMessage',
    ],
  },
  'AWS/States': {
    dimension: 'StateMachineArn',
    names: [
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsFailed',
      'ExecutionsTimedOut',
      'ExecutionsAborted',
    ],
  },
};

/** Why a metric has no values here; undefined for one that is measured. Those of the application come with its log lines. */
export function whyNotMeasured({ namespace, name, dimensions }: MetricId): string | undefined {
  if (!namespace.startsWith('AWS/')) return undefined;
  const measured = Object.hasOwn(MEASURED, namespace) ? MEASURED[namespace] : undefined;
  if (measured?.names.includes(name) && Object.keys(dimensions).join() === measured.dimension)
    return undefined;
  const by = Object.keys(dimensions).join(', ');
  return `the laptop does not measure ${namespace} ${name}${by && ` by ${by}`}`;
}
