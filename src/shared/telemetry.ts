// Logs, traces and metrics of everything that runs in Lambda. The libraries behind are known to this file alone.
// Personal values (rider ids, keys, messages of services, which may quote them) go into none of the three.

import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import type { Context } from 'aws-lambda';
import { withoutPersonalValues } from './traced-calls.ts';

const serviceName = process.env['POWERTOOLS_SERVICE_NAME'] || 'check-photo';
const namespace = process.env['POWERTOOLS_METRICS_NAMESPACE'] || 'RiderPhotos';

const logger = new Logger({ serviceName });
// Every outgoing call is an SDK call and captured as such; capturing HTTP as well would only double it.
const tracer = new Tracer({ serviceName, captureHTTPsRequests: false });
const metrics = metricsWithoutService();

// One environment handles one invocation first; provisioned concurrency has started it before anybody waited.
let isColdStart = process.env['AWS_LAMBDA_INITIALIZATION_TYPE'] !== 'provisioned-concurrency';

/** What is observed: the steps of a state machine and the routes of the API. */
const KINDS = {
  step: { metric: 'Step', correlation: 'executionArn' },
  route: { metric: 'Route', correlation: 'requestId' },
} as const;

// The placeholders of a route.
const NOT_IN_SEGMENT_NAMES = /[{}]/g;

/** One invocation under observation. */
export interface Work<Output = unknown> {
  kind: keyof typeof KINDS;
  /** Of a step its state, of a route its key: log field `<kind>`, metric dimension `<kind>`, subsegment `## <name>`. */
  name: string;
  /** The execution's ARN, or the request's id. */
  correlationId: string;
  context: Context;
  /** What the line out says of the output beside its duration. */
  outcome?: (output: Output) => Record<string, unknown>;
}

/**
 * Runs one piece of work between a log line in and a log line out, in a subsegment of its own, with its metrics
 * (StepSucceeded or StepFailed, StepDuration in milliseconds, ColdStart; RouteSucceeded and so on), all of them written on
 * failure as well. The error is passed on as it is.
 */
export async function observe<Output>(
  { kind, name, correlationId, context, outcome }: Work<Output>,
  run: () => Promise<Output>,
): Promise<Output> {
  const { metric, correlation } = KINDS[kind];
  const closeSegment = openSegment(`## ${name.replace(NOT_IN_SEGMENT_NAMES, '')}`);
  const coldStart = isColdStart;
  isColdStart = false;
  const startedAt = performance.now();
  annotate({ [kind]: name, [correlation]: correlationId, coldStart });
  logger.addContext(context);
  logger.setCorrelationId(correlationId);
  logger.appendKeys({ [kind]: name });
  metrics.addDimension(kind, name);
  if (coldStart) metrics.addMetric('ColdStart', MetricUnit.Count, 1);
  logger.info(`${kind} started`);
  try {
    const output = await run();
    metrics.addMetric(`${metric}Succeeded`, MetricUnit.Count, 1);
    logger.info(`${kind} succeeded`, { durationMs: elapsedMs(startedAt), ...outcome?.(output) });
    return output;
  } catch (error) {
    metrics.addMetric(`${metric}Failed`, MetricUnit.Count, 1);
    logger.error(`${kind} failed`, { durationMs: elapsedMs(startedAt), fault: describe(error) });
    if (error instanceof Error) tracer.addErrorAsMetadata(error);
    throw error;
  } finally {
    metrics.addMetric(`${metric}Duration`, MetricUnit.Milliseconds, elapsedMs(startedAt));
    metrics.publishStoredMetrics();
    logger.resetKeys();
    closeSegment();
  }
}

/** Makes the current step's subsegment findable: `annotation.verdict = "retake"`. No personal values. */
export function annotate(annotations: Readonly<Record<string, string | number | boolean>>): void {
  for (const [key, value] of Object.entries(annotations)) tracer.putAnnotation(key, value);
}

/** Counts an event under a dimension of few values, beside and apart from the metrics of the step; -1 takes one back. */
export function countBy(metric: string, dimension: string, value: string, count: 1 | -1 = 1): void {
  countUnder(metric, { [dimension]: value }, count);
}

/** Counts an event under several dimensions together, each of few values. */
export function countUnder(metric: string, dimensions: Readonly<Record<string, string>>, count = 1): void {
  writeUnder(metric, dimensions, MetricUnit.Count, count);
}

/** Writes down a duration under dimensions, apart from the metrics of the step. */
export function recordSeconds(
  metric: string,
  dimensions: Readonly<Record<string, string>>,
  seconds: number,
): void {
  writeUnder(metric, dimensions, MetricUnit.Seconds, seconds);
}

function writeUnder(
  metric: string,
  dimensions: Readonly<Record<string, string>>,
  unit: (typeof MetricUnit)[keyof typeof MetricUnit],
  value: number,
): void {
  const written = metricsWithoutService();
  written.addDimensions(dimensions);
  written.addMetric(metric, unit, value);
  written.publishStoredMetrics();
}

/** Traces every call of an SDK client; to be called once, where the client is made. */
export function captureClient<Client extends Parameters<typeof withoutPersonalValues>[0]>(
  client: Client,
): Client {
  if (!tracer.isTracingEnabled()) return client;
  return withoutPersonalValues(tracer.captureAWSv3Client(client));
}

/** Opens a subsegment under the current one; the returned function closes it and restores its parent. */
function openSegment(name: string): () => void {
  const parent = tracer.isTracingEnabled() ? tracer.getSegment() : undefined;
  const segment = parent?.addNewSubsegment(name);
  if (!parent || !segment) return () => {};
  tracer.setSegment(segment);
  return () => {
    segment.close();
    tracer.setSegment(parent);
  };
}

// Dashboards and alarms go by step; the name of the service, the same everywhere, would only be one more thing to know.
function metricsWithoutService(): Metrics {
  const made = new Metrics({ serviceName, namespace });
  made.clearDefaultDimensions();
  return made;
}

// Never the message of a cause: services quote keys and ids in theirs.
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: 'unknown' };
  const { name, message, stack, cause } = error;
  const causedBy = cause instanceof Error ? { causedBy: cause.name } : {};
  return { name, message, stack, ...causedBy };
}

function elapsedMs(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
