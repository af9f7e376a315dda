// What happens in the laptop cloud, as the metrics that CloudWatch keeps of it on AWS.
import type { Account } from './arns.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { HandledApiRequest } from './services/apigateway/http-apis.ts';
import { type CloudWatch, createCloudWatch } from './services/cloudwatch/cloudwatch.ts';
import type { MetricStore } from './services/logs/metrics.ts';
import type { Sqs } from './services/sqs/sqs.ts';
import type { ExecutionStatus } from './services/stepfunctions/execution-record.ts';
import type { StepFunctions } from './services/stepfunctions/stepfunctions.ts';

export interface Metrics {
  cloudWatch: CloudWatch;
  /** Of HTTP APIs, whose requests are told one by one. */
  handledByApi(request: HandledApiRequest): void;
  follow(parts: { lambda: Lambda; stepFunctions: StepFunctions; metrics: MetricStore }): void;
}

const OF_STATUS: Readonly<Record<ExecutionStatus, string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};

export function openMetrics(account: Account, sqs: Pick<Sqs, 'depths'>): Metrics {
  const cloudWatch = createCloudWatch({ ...account, gauges: () => sqs.depths().flatMap(gaugesOf) });
  return {
    cloudWatch,
    handledByApi({ apiId, status, ms }) {
      const record = (name: string, value: number) =>
        cloudWatch.record({ namespace: 'AWS/ApiGateway', name, dimensions: { ApiId: apiId } }, [value]);
      record('Count', 1);
      record('4xx', status >= 400 && status < 500 ? 1 : 0);
      record('5xx', status >= 500 ? 1 : 0);
      record('Latency', ms);
    },
    follow({ lambda, stepFunctions, metrics }) {
      metrics.onMetric(({ namespace, name, dimensions, values }) =>
        cloudWatch.record({ namespace, name, dimensions }, values),
      );
      stepFunctions.onStatus(({ stateMachineArn, status }) =>
        cloudWatch.record(
          {
            namespace: 'AWS/States',
            name: OF_STATUS[status],
            dimensions: { StateMachineArn: stateMachineArn },
          },
          [1],
        ),
      );
      lambda.onInvocation(({ name: FunctionName }, { durationMs, functionError }) => {
        const record = (name: string, value: number) =>
          cloudWatch.record({ namespace: 'AWS/Lambda', name, dimensions: { FunctionName } }, [value]);
        record('Invocations', 1);
        record('Errors', functionError === undefined ? 0 : 1);
        record('Duration', durationMs);
      });
    },
  };
}

type Depth = ReturnType<Sqs['depths']>[number];

function gaugesOf({ queue, visible, notVisible, delayed, oldestAgeMs }: Depth) {
  const gauge = (name: string, value: number) => ({
    metric: { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue } },
    value,
  });
  return [
    gauge('ApproximateNumberOfMessagesVisible', visible),
    gauge('ApproximateNumberOfMessagesNotVisible', notVisible),
    gauge('ApproximateNumberOfMessagesDelayed', delayed),
    gauge('ApproximateAgeOfOldestMessage', Math.round(oldestAgeMs / 1000)),
  ];
}
