// From a request to an HTTP API to its answer.

import type { Invocation } from '../../lambda/invocation.ts';
import { BodyTooLargeError, TooMuchHeldError, type WebResponse } from '../../web/site.ts';
import { messageOf } from '../message-of.ts';
import { ServiceError } from '../service.ts';
import type { Api } from './api.ts';
import type { IntegrationProperties } from './definition.ts';
import { eventOf } from './event.ts';
import { type Exchange, GatewayAnswer } from './exchange.ts';
import { answerOf } from './function-answer.ts';
import { functionArnOf } from './function-uri.ts';
import { type Invoke, invokeWithin, TooSlowError } from './invoke-within.ts';

export interface RespondParts {
  invoke: Invoke;
  /** Whether a permission of the template lets the API call the function; `source` ends its ARN. */
  allows(functionArn: string, source: string): boolean;
  /** Gets why a function could not be called, or what was wrong with its answer. */
  log(line: string): void;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const MOST_BODY_BYTES = 10 * 2 ** 20;

/** Calls the function of a route and gives its answer. Throws GatewayAnswer for what API Gateway answers instead. */
export async function callFunction(
  { invoke, allows, log }: RespondParts,
  api: Api,
  integration: IntegrationProperties,
  exchange: Exchange,
): Promise<WebResponse> {
  const { facts, routeKey = '' } = exchange;
  const functionArn = functionArnOf(integration.IntegrationUri);
  const failed = (why: string, status = 500): GatewayAnswer => {
    facts.integrationError = why;
    log(`${api.logicalId}: ${routeKey}: ${why}`);
    return new GatewayAnswer(status, status === 503 ? 'Service Unavailable' : 'Internal Server Error');
  };
  const body = await bodyOf(exchange);
  if (!isAllowed(allows, functionArn, exchange, api))
    throw failed(
      `API Gateway may not call ${functionArn}: give the template an AWS::Lambda::Permission for apigateway.amazonaws.com`,
    );
  const startedMs = performance.now();
  let invocation: Invocation;
  try {
    invocation = await invokeWithin(
      integration.TimeoutInMillis,
      invoke,
      functionArn,
      eventOf(exchange, body),
      { traceHeader: exchange.traceHeader },
    );
  } catch (error) {
    if (error instanceof ServiceError && error.status === 413)
      throw new GatewayAnswer(413, 'Request Entity Too Large');
    throw failed(messageOf(error), isOverloaded(error) ? 503 : 500);
  } finally {
    facts.integrationLatencyMs = Math.round(performance.now() - startedMs);
  }
  facts.lambdaStatus = invocation.statusCode;
  facts.integrationRequestId = invocation.requestId;
  // The log of the function tells what it threw.
  if (invocation.functionError) {
    facts.integrationError = `the function failed: ${invocation.payload}`;
    throw new GatewayAnswer(500, 'Internal Server Error');
  }
  const answer = answerOf(invocation.payload);
  if (!answer)
    throw failed('the function gave an answer that is none: see statusCode, headers, cookies, body');
  facts.integrationStatus = answer.status;
  return answer;
}

/** Throws GatewayAnswer for one that is too large. */
export function bodyOf({ request }: Exchange): Promise<Buffer> {
  return request.body(MOST_BODY_BYTES).catch((error: unknown) => {
    if (error instanceof TooMuchHeldError) throw new GatewayAnswer(503, 'Service Unavailable');
    throw error instanceof BodyTooLargeError ? new GatewayAnswer(413, 'Request Entity Too Large') : error;
  });
}

/** Permissions may name the route's method or the request's. */
function isAllowed(
  allows: RespondParts['allows'],
  functionArn: string,
  { routeKey = '', stage, request }: Exchange,
  { id }: Api,
): boolean {
  const [method = '', path = ''] = routeKey.split(' ');
  const methods = method === 'ANY' ? ['ANY', request.method] : [method];
  return methods.some((name) => allows(functionArn, `${id}/${stage}/${name}${path}`));
}

function isOverloaded(error: unknown): boolean {
  if (error instanceof TooSlowError) return true;
  return error instanceof ServiceError && (error.status === 503 || error.code === 'TooManyRequestsException');
}
