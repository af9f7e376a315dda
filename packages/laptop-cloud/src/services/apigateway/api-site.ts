// An HTTP API as a site of the web port: finds stage and route, lets in who may come, and calls the function or service.

import { randomBytes } from 'node:crypto';
import type { WebRequest, WebResponse } from '../../web/site.ts';
import { newTraceId } from '../trace-ids.ts';
import type { Answered } from './access-line.ts';
import type { Api, ApiRoute } from './api.ts';
import { type CallServiceParts, callService } from './call-service.ts';
import { preflightAnswer, withCorsHeaders } from './cors.ts';
import type { StageProperties } from './definition.ts';
import { type Exchange, GatewayAnswer } from './exchange.ts';
import { type VerifyParts, verifyToken } from './jwt-authorizer.ts';
import type { LambdaAuthorization } from './lambda-authorizer.ts';
import { callFunction, type RespondParts } from './respond.ts';
import { compileRouteTable } from './route-table.ts';
import { createThrottles } from './throttle.ts';

export interface ApiSiteParts extends RespondParts, CallServiceParts, VerifyParts {
  accountId: string;
  askFunction: LambdaAuthorization;
  /** Gets every request with its answer. */
  answered(api: Api, answered: Answered): void;
}

/** The answerer of an API; what is asked of it first settles its routes. */
export function createApiSite(api: Api, parts: ApiSiteParts): (request: WebRequest) => Promise<WebResponse> {
  let find: ReturnType<typeof tableOf> | undefined;
  const throttleOf = createThrottles(parts.now);
  const respond = async (exchange: Exchange): Promise<WebResponse> => {
    find ??= tableOf(api);
    const { cors } = api;
    const preflight = cors && preflightAnswer(cors, exchange.request);
    if (preflight) return preflight;
    const response = await answer(api, { find, throttleOf }, exchange, parts).catch((error: unknown) => {
      if (!(error instanceof GatewayAnswer)) throw error;
      exchange.facts.errorMessage = error.message;
      if (error.status === 401 || error.status === 403) exchange.facts.authorizerError ??= error.message;
      return gatewayResponse(error);
    });
    return cors ? withCorsHeaders(cors, exchange.request.headers.origin, response) : response;
  };
  return async (request) => {
    const exchange = openExchange(api, request, parts);
    const response = await respond(exchange);
    parts.answered(api, {
      exchange,
      status: response.status,
      responseLength: Buffer.byteLength((response.body ?? '') as string | Buffer),
      endedMs: parts.now(),
    });
    return { ...response, headers: { ...response.headers, 'apigw-requestid': exchange.requestId } };
  };
}

interface Finders {
  find: ReturnType<typeof tableOf>;
  throttleOf: ReturnType<typeof createThrottles>;
}

async function answer(
  api: Api,
  { find, throttleOf }: Finders,
  exchange: Exchange,
  parts: ApiSiteParts,
): Promise<WebResponse> {
  const { request } = exchange;
  const path = decodedPath(request.path);
  exchange.rawPath = path;
  const staged = stageOf(api, path);
  if (!staged) throw new GatewayAnswer(404, 'Not Found');
  const { stage } = staged;
  exchange.stage = stage.StageName;
  if (stage.StageVariables) exchange.stageVariables = stage.StageVariables;
  const found = find(request.method, staged.path);
  if (!found) throw new GatewayAnswer(404, 'Not Found');
  const { route, pathParameters } = found;
  exchange.routeKey = route.routeKey;
  if (pathParameters) exchange.pathParameters = pathParameters;
  if (!throttleOf(stage, route.routeKey).take()) throw new GatewayAnswer(429, 'Too Many Requests');
  const authorizer = api.authorizers.get(route.AuthorizerId ?? '');
  if (route.AuthorizationType !== 'NONE') {
    if (!authorizer) throw new Error(`${route.routeKey} has no authorizer`);
    const authorized =
      authorizer.AuthorizerType === 'JWT'
        ? { jwt: await verifyToken(authorizer, route.AuthorizationScopes, request, parts) }
        : { lambda: await parts.askFunction(route.AuthorizerId!, authorizer, exchange) };
    exchange.authorizer = authorized;
  }
  const integration = api.integrations.get(route.Target.replace(/^integrations\//, ''));
  if (!integration) throw new Error(`${route.routeKey} has no integration`);
  return 'IntegrationSubtype' in integration
    ? callService(parts, api, integration, exchange)
    : callFunction(parts, api, integration, exchange);
}

function tableOf(api: Api) {
  const routes = [...api.routes.values()].map((route: ApiRoute) => ({ ...route, routeKey: route.RouteKey }));
  return compileRouteTable(routes);
}

function openExchange(api: Api, request: WebRequest, { accountId, now }: ApiSiteParts): Exchange {
  const startedMs = now();
  return {
    request,
    requestId: randomBytes(11).toString('base64'),
    startedMs,
    apiId: api.id,
    accountId,
    domainName: request.headers.host ?? '',
    rawPath: request.path,
    traceHeader: request.headers['x-amzn-trace-id'] ?? `Root=${newTraceId(startedMs)}`,
    stage: '$default',
    facts: {},
  };
}

/**
 * API Gateway decodes a path before it looks for its route, so that %2F parts it, and what stands behind a %3F is lost.
 * Observed on AWS by others: https://github.com/hotsock/voker/pull/8
 */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path).split('?')[0]!;
  } catch {
    throw new GatewayAnswer(400, 'Bad Request');
  }
}

/** A named stage by the first part of the path, which its routes do not see; else $default. */
function stageOf(api: Api, path: string): { stage: StageProperties; path: string } | undefined {
  const [, name = ''] = path.split('/');
  const named = name === '$default' ? undefined : api.stages.get(name);
  if (named) return { stage: named, path: path.slice(name.length + 1) || '/' };
  const byDefault = api.stages.get('$default');
  return byDefault && { stage: byDefault, path };
}

function gatewayResponse({ status, message, headers }: GatewayAnswer): WebResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ message }),
  };
}
