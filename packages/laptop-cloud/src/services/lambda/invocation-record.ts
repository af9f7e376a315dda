// What Lambda tells of an asynchronous invocation that is over: a record to its destination, the bare event to its
// dead-letter queue. Source: Lambda Developer Guide, "Capturing records of Lambda asynchronous invocations" and "Adding a
// dead-letter queue".
import { serviceOf } from '../../arns.ts';
import type { DeliveryOptions } from '../bus.ts';
import type { AsyncEvent, InvocationOutcome } from './async-event.ts';
import { qualifierOf } from './invoke-settings.ts';

/** The text and the options that the destination gets. */
export function recordFor(
  destination: string,
  event: AsyncEvent,
  outcome: InvocationOutcome,
  now: number,
): { text: string; options: DeliveryOptions } {
  const text = JSON.stringify(recordOf(event, outcome, now));
  const result = outcome.condition === 'Success' ? 'Success' : 'Failure';
  return {
    text,
    options: {
      ...traceOf(event),
      ...(serviceOf(destination) === 'events'
        ? {
            parameters: {
              Source: 'lambda',
              DetailType: `Lambda Function Invocation Result - ${result}`,
              Resources: [destination, qualified(event.functionArn)],
            },
          }
        : {}),
    },
  };
}

function recordOf(event: AsyncEvent, { condition, response }: InvocationOutcome, now: number) {
  return {
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: qualified(event.functionArn),
      condition,
      approximateInvokeCount: event.attempts,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    responseContext: response
      ? {
          statusCode: 200,
          executedVersion: response.executedVersion,
          functionError: response.functionError ?? null,
        }
      : null,
    responsePayload: response ? (JSON.parse(response.payload) as unknown) : null,
  };
}

const LONGEST_MESSAGE_BYTES = 1024;

/** Options of the event on its way to a dead-letter queue or topic: who looks into it finds there why. */
export function deadLetterOptions(
  event: AsyncEvent,
  { status, message = '' }: InvocationOutcome,
): DeliveryOptions {
  const text = Buffer.from(message).subarray(0, LONGEST_MESSAGE_BYTES).toString();
  return {
    ...traceOf(event),
    parameters: {
      MessageAttributes: {
        RequestID: { DataType: 'String', StringValue: event.requestId },
        ErrorCode: { DataType: 'Number', StringValue: String(status) },
        ...(text === '' ? {} : { ErrorMessage: { DataType: 'String', StringValue: text } }),
      },
    },
  };
}

function traceOf({ options: { traceHeader } }: AsyncEvent) {
  return traceHeader === undefined ? {} : { traceHeader };
}

function qualified(functionArn: string): string {
  return qualifierOf(functionArn) === undefined ? `${functionArn}:$LATEST` : functionArn;
}
