// A route that calls a service itself, with a role: the service's answer is the caller's.

import { setTimeout as wait } from 'node:timers/promises';
import type { WebResponse } from '../../web/site.ts';
import { messageOf } from '../message-of.ts';
import type { ServiceResponse } from '../service.ts';
import type { Api } from './api.ts';
import type { ServiceIntegration } from './definition.ts';
import { type Exchange, GatewayAnswer } from './exchange.ts';
import { compileMapping } from './parameter-mapping.ts';
import { bodyOf } from './respond.ts';
import { type ActionRequest, serviceAction } from './service-actions.ts';

/** Asks the service of a scope in the name of a role. Throws for a role that is not there. */
export type AskService = (scope: string, roleArn: string, request: ActionRequest) => Promise<ServiceResponse>;

export interface CallServiceParts {
  askService: AskService;
  /** Gets why a service could not be asked, or what it refused. */
  log(line: string): void;
}

/** Throws an Error for what makes no integration. */
export function checkServiceIntegration(
  { IntegrationSubtype, RequestParameters }: ServiceIntegration,
  region: string,
): void {
  const { required, optional } = serviceAction(IntegrationSubtype);
  const given = Object.keys(RequestParameters);
  const missing = required.filter((name) => !given.includes(name));
  if (missing.length > 0)
    throw new Error(`${IntegrationSubtype} needs RequestParameters ${missing.join(', ')}`);
  const unknown = given.filter((name) => name !== 'Region' && ![...required, ...optional].includes(name));
  if (unknown.length > 0)
    throw new Error(
      `RequestParameters ${unknown.join(', ')} is not supported of ${IntegrationSubtype}; supported are ${[...required, ...optional].join(', ')}`,
    );
  const { Region = region } = RequestParameters;
  if (Region !== region)
    throw new Error(`RequestParameters.Region: a laptop is one region, ${region}, not ${Region}`);
  for (const [name, value] of Object.entries(RequestParameters)) compileMapping(name, value);
}

/** Throws GatewayAnswer for what API Gateway answers instead of the service. */
export async function callService(
  { askService, log }: CallServiceParts,
  api: Api,
  integration: ServiceIntegration,
  exchange: Exchange,
): Promise<WebResponse> {
  const { facts, routeKey = '' } = exchange;
  const { IntegrationSubtype, CredentialsArn, RequestParameters, TimeoutInMillis } = integration;
  const action = serviceAction(IntegrationSubtype);
  const body = (await bodyOf(exchange)).toString();
  const note = (why: string): void => {
    facts.integrationError = why;
    log(`${api.logicalId}: ${routeKey}: ${why}`);
  };
  const parameters = Object.entries(RequestParameters).flatMap(([name, given]) => {
    const value = name === 'Region' ? undefined : compileMapping(name, given)(exchange, body);
    return value === undefined ? [] : [[name, value] as const];
  });
  let request: ActionRequest;
  try {
    request = action.request(Object.fromEntries(parameters));
  } catch (error) {
    note(messageOf(error));
    throw new GatewayAnswer(400, 'Bad Request');
  }
  request.headers['x-amzn-trace-id'] = exchange.traceHeader;
  const startedMs = performance.now();
  const over = new AbortController();
  try {
    const answer = await Promise.race([
      askService(action.scope, CredentialsArn, request),
      wait(TimeoutInMillis, undefined, { signal: over.signal }),
    ]);
    if (!answer) {
      note(`${IntegrationSubtype} has not answered within ${TimeoutInMillis} ms`);
      throw new GatewayAnswer(503, 'Service Unavailable');
    }
    facts.integrationStatus = answer.status;
    if (answer.status >= 400) note(`${IntegrationSubtype} refused: ${String(answer.body ?? '')}`);
    return webAnswer(answer);
  } catch (error) {
    if (error instanceof GatewayAnswer) throw error;
    note(messageOf(error));
    throw new GatewayAnswer(500, 'Internal Server Error');
  } finally {
    over.abort();
    facts.integrationLatencyMs = Math.round(performance.now() - startedMs);
  }
}

function webAnswer({ status, headers = {}, body = '' }: ServiceResponse): WebResponse {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return { status, headers: type === undefined ? {} : { 'content-type': type }, body };
}
