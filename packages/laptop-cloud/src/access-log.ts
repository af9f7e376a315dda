// What was asked of the laptop, as JSON lines: for whoever counts requests, as an account's bill does. It knows services and
// operations, and nothing of what they are used for.

import { appendFileSync, renameSync, statSync } from 'node:fs';
import { serviceOf } from './arns.ts';
import type { Lambda } from './lambda/lambda.ts';
import type { HandledApiRequest } from './services/apigateway/http-apis.ts';
import type { Bus } from './services/bus.ts';
import { pendingLines } from './services/json-lines.ts';
import type { HandledRequest } from './services/requests.ts';

/** One line. Times are milliseconds since 1970 and of the call's length; amounts are by unit, e.g. `writeUnits`. */
export interface AccessLine {
  at: number;
  ms?: number;
  service: string;
  /** As AWS names it; method and path of what the service does not know. */
  operation: string;
  /** What it was about: a key, a function, a queue. */
  resource?: string;
  principal?: string;
  status?: number;
  bytesIn?: number;
  bytesOut?: number;
  amounts?: Readonly<Record<string, number>>;
}

export interface AccessLog {
  add(line: AccessLine): void;
  /** For the gateway. */
  handled(request: HandledRequest): void;
  /** For HTTP APIs, whose callers sign nothing. */
  handledByApi(request: HandledApiRequest): void;
  /** Notes every invocation, and every delivery and event between services, too: those come by no request. */
  follow(lambda: Lambda, bus: Bus): void;
  /** Writes what still waits to be written. */
  close(): void;
}

/** A longer file makes way for a new one when the laptop starts; the one before it is kept as `.1`. */
const MOST_BYTES = 16 * 2 ** 20;

/** A photo is some sixty lines, which come in bursts. */
const WRITE_DELAY_MS = 50;

export function openAccessLog(file: string): AccessLog {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) renameSync(file, `${file}.1`);
  appendFileSync(file, '');
  const lines = pendingLines(WRITE_DELAY_MS);
  const add = (line: AccessLine): void => lines.append(file, line);
  return {
    add,
    handled: ({ scope, operation, request, response, ms, amounts }) => {
      // Onlookers take no part.
      if (request.principal.isOnlooker) return;
      add({
        at: Math.round(Date.now() - ms),
        ms: Math.round(ms),
        service: scope,
        operation: operation ?? `${request.method} ${request.path}`,
        resource: request.path,
        principal: request.principal.arn,
        status: response.status,
        bytesIn: request.bodyFile?.size ?? request.body.length,
        bytesOut: response.stream
          ? Number(response.headers?.['content-length'])
          : Buffer.byteLength(response.body ?? ''),
        ...(amounts ? { amounts } : {}),
      });
    },
    handledByApi: ({ startedMs, ms, apiId, routeKey, ...rest }) =>
      add({
        at: startedMs,
        ms,
        service: 'execute-api',
        operation: 'request',
        resource: `${apiId} ${routeKey ?? '-'}`,
        ...rest,
      }),
    follow(lambda, bus) {
      lambda.onInvocation(({ logicalId, memoryMb }, { durationMs, initDurationMs = 0, logSize }) =>
        add({
          at: Math.round(Date.now() - durationMs),
          ms: Math.round(durationMs),
          service: 'lambda',
          operation: 'Invoke',
          resource: logicalId,
          amounts: {
            memoryMb,
            initMs: Math.round(initDurationMs),
            logLines: logSize.lines,
            logBytes: logSize.bytes,
          },
        }),
      );
      bus.onPublish((event) =>
        add({
          at: Date.now(),
          service: 'events',
          operation: `from ${event.source}`,
          resource: event['detail-type'],
        }),
      );
      bus.onDelivery((arn, input) =>
        add({
          at: Date.now(),
          service: serviceOf(arn),
          operation: 'delivery',
          resource: arn,
          bytesIn: Buffer.byteLength(input),
        }),
      );
    },
    close: lines.flush,
  };
}
