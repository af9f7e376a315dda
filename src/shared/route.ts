// The frame around every route of the HTTP API. API Gateway has found the route and verified the token; here the caller's role is
// looked at, the request parsed, observed, run and its answer written. A route is a row of a table: what it takes and answers is
// also what docs/openapi.json says.

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Language } from '../domain/rider-texts.ts';
import { spokenLanguage } from '../domain/spoken-language.ts';
import { type Audience, belongsTo, type Caller, type Claims, callerOf } from './audience.ts';
import { InvalidInputError } from './errors.ts';
import { oddityOf } from './json-body.ts';
import { invalidRequest, type Misfit, Problem, problemBody, wrongRole } from './problem.ts';
import { observe } from './telemetry.ts';

type Schema = z.ZodMiniType;
type Method = 'GET' | 'PUT' | 'DELETE';
type Output<Given> = Given extends Schema ? z.output<Given> : undefined;

/** What a route's `run` is given: everything parsed, nothing raw. */
export interface RouteRequest<Params = unknown, Query = unknown, Body = unknown> {
  params: Params;
  query: Query;
  body: Body;
  caller: Caller;
  /** The entity tag that a write is meant for; undefined where none was sent. */
  ifMatch: string | undefined;
  /** What words of the answer are wanted in. */
  language: Language;
  now: Date;
}

/** Status -> the shape of its body; null for none. */
type Answers = Readonly<Record<number, Schema | null>>;

/** What a route answers. A body holds what its schema names and nothing else, whatever was handed over. */
export type RouteAnswer<Given extends Answers = Answers> = {
  [Status in keyof Given & number]: {
    status: Status;
    /** Without quotes. A caller that has it already is answered 304. */
    etag?: string;
    /** Seconds after which asking again makes sense. */
    retryAfter?: number;
  } & (Given[Status] extends Schema ? { body: z.input<Given[Status]> } : { body?: never });
}[keyof Given & number];

export interface Route {
  route: `${Method} /v1/${string}`;
  /** One line, for the API's description. */
  summary: string;
  audience: Audience;
  params?: Schema;
  query?: Schema;
  body?: Schema;
  answers: Answers;
  /** Types of the problems that it may answer beside those that every route may, by status. */
  problems?: Readonly<Record<number, readonly string[]>>;
  run: (request: never) => Promise<RouteAnswer>;
}

/**
 * Makes a row of the API's table. Every write is a PUT or DELETE on an id that the client made, so that sending it twice is the
 * same as once. Throws in `run`: Problem for what the caller can fix; anything else is answered 500 without a word about it.
 *
 * @example
 * export const readMe = defineRoute({
 *   route: 'GET /v1/me', summary: 'Who I am to you', audience: 'rider', answers: { 200: Me },
 *   run: async ({ caller }) => ({ status: 200, body: await profileOf(caller) }),
 * });
 */
export function defineRoute<
  const Given extends Answers,
  Params extends Schema | undefined = undefined,
  Query extends Schema | undefined = undefined,
  Body extends Schema | undefined = undefined,
>(
  route: Omit<Route, 'params' | 'query' | 'body' | 'answers' | 'run'> & {
    params?: Params;
    query?: Query;
    body?: Body;
    answers: Given;
    run: (
      request: RouteRequest<Output<Params>, Output<Query>, Output<Body>>,
    ) => Promise<RouteAnswer<NoInfer<Given>>>;
  },
): Route {
  return route as unknown as Route;
}

/** API Gateway's event (payload 2.0) of a route with a JWT authorizer. */
type Event = APIGatewayProxyEventV2 & {
  requestContext: { authorizer?: { jwt?: { claims?: Claims } } };
};
type Handler = (event: Event, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const MOST_BODY_BYTES = 64 * 1024;

/** The Lambda handler of a table of routes. Throws InvalidInputError for an event that is none of an HTTP API. */
export function serve(routes: readonly Route[]): Handler {
  const table = new Map(routes.map((route) => [route.route as string, route]));
  if (table.size !== routes.length) throw new Error('two routes of one table have the same key');
  return async (event, context) => {
    if (!event?.requestContext?.requestId) throw new InvalidInputError('The event is none of an HTTP API');
    const { requestId } = event.requestContext;
    const route = table.get(event.routeKey);
    const name = route?.route ?? 'unknown';
    try {
      return await observe(
        {
          kind: 'route',
          name,
          correlationId: requestId,
          context,
          outcome: ({ statusCode: status }) => ({ status }),
        },
        () => answer(route, event),
      );
    } catch {
      return refusal(new Problem(500, 'our-fault', 'Something went wrong on our side'), requestId);
    }
  };
}

async function answer(route: Route | undefined, event: Event): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    if (!route) throw new Error(`no route ${event.routeKey}`);
    const caller = callerOf(event.requestContext.authorizer?.jwt?.claims ?? {});
    if (!caller) throw new Problem(401, 'no-subject', 'Please sign in');
    if (!belongsTo(caller, route.audience)) throw wrongRole();
    const run = route.run as (request: RouteRequest) => Promise<RouteAnswer>;
    return written(route, await run({ ...requestOf(route, event), caller, now: new Date() }), event);
  } catch (error) {
    if (error instanceof Problem) return refusal(error, event.requestContext.requestId);
    throw error;
  }
}

function requestOf(route: Route, event: Event): Omit<RouteRequest, 'caller' | 'now'> {
  const misfits: Misfit[] = [];
  const parsed = (schema: Schema | undefined, value: () => unknown, place: string) => {
    if (!schema) return undefined;
    const result = z.safeParse(schema, value());
    if (result.success) return result.data;
    for (const { path, code } of result.error.issues) misfits.push({ pointer: pointer(place, path), code });
    return undefined;
  };
  const request = {
    params: parsed(route.params, () => event.pathParameters ?? {}, '/path'),
    query: parsed(route.query, () => event.queryStringParameters ?? {}, '/query'),
    body: parsed(route.body, () => bodyOf(event), '/body'),
    ifMatch: event.headers['if-match']?.replace(/^W\/|"/g, ''),
    language: spokenLanguage(event.headers['accept-language']),
  };
  if (misfits.length > 0) throw invalidRequest(misfits);
  return request;
}

function bodyOf({ body = '', isBase64Encoded }: Event): unknown {
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(text) > MOST_BODY_BYTES)
    throw new Problem(413, 'too-large', 'The request is too large');
  const parsed = parse(text);
  const oddity = oddityOf(parsed);
  if (oddity) throw invalidRequest([{ pointer: '#/body', code: oddity }]);
  return parsed;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidRequest([{ pointer: '#/body', code: 'not_json' }]);
  }
}

const pointer = (place: string, path: PropertyKey[]) => [`#${place}`, ...path.map(String)].join('/');

/** Pages and proxies keep nothing: what a rider or reviewer sees is theirs, and changes. */
const HEADERS = { 'cache-control': 'no-store' };

function written(route: Route, { status, etag, retryAfter, body }: RouteAnswer, event: Event) {
  const headers = {
    ...HEADERS,
    ...(etag !== undefined && { etag: `"${etag}"` }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  };
  if (etag !== undefined && status === 200 && isKnown(etag, event.headers['if-none-match'])) {
    return { statusCode: 304, headers };
  }
  const schema = route.answers[status];
  if (!schema) return { statusCode: status, headers };
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(z.parse(schema, body)),
  };
}

const isKnown = (etag: string, known: string | undefined) =>
  known?.split(',').some((each) => each.trim().replace(/^W\//, '') === `"${etag}"`) ?? false;

function refusal(problem: Problem, requestId: string) {
  return {
    statusCode: problem.status,
    headers: { ...HEADERS, 'content-type': 'application/problem+json', ...problem.details.headers },
    body: JSON.stringify(problemBody(problem, requestId)),
  };
}
