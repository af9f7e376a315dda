// The API as OpenAPI 3.1 has it, drawn from the tables of routes: what they take and answer is said once, by their schemas.

import * as z from 'zod';
import type { Audience } from '../../src/shared/audience.ts';
import { AUDIENCES } from '../../src/shared/audience.ts';
import type { Route } from '../../src/shared/route.ts';
import { TABLES } from './tables.ts';

export const OPENAPI_FILE = 'docs/openapi.json';

type Json = Record<string, unknown>;

/** The document's text, the same for the same routes. */
export function openapiText(): string {
  return `${JSON.stringify(openapiDocument(Object.values(TABLES).flat()), null, 2)}\n`;
}

export function openapiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const [method = '', path = ''] = route.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rider photos',
      version: '1',
      description:
        'What riders, reviewers and operators do. Every write is a PUT or DELETE on an id that the client makes: sent twice, it is done once. Times are ISO 8601. Answers are kept by nobody (Cache-Control: no-store).',
    },
    servers: [
      {
        url: '{apiUrl}',
        variables: { apiUrl: { default: '/', description: 'Output ApiUrl of the stack.' } },
      },
    ],
    tags: Object.keys(AUDIENCES).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        callers: { type: 'openIdConnect', openIdConnectUrl: '/.well-known/openid-configuration' },
      },
      schemas: { Problem: PROBLEM },
    },
  };
}

/** RFC 9457. */
const PROBLEM: Json = {
  type: 'object',
  properties: {
    type: { type: 'string', description: 'One of those that the route lists, after /problems/.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { pointer: { type: 'string' }, code: { type: 'string' } },
        required: ['pointer', 'code'],
      },
    },
    requestId: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'requestId'],
};

/** What every route may answer, beside API Gateway's own 401, 403 and 429 (`{"message": ...}`). */
const ALWAYS: Readonly<Record<number, readonly string[]>> = {
  400: ['invalid-request'],
  413: ['too-large'],
  500: ['our-fault'],
};

function operationOf(route: Route): Json {
  return {
    operationId: operationId(route.route),
    summary: route.summary,
    tags: [route.audience],
    security: [{ callers: [AUDIENCES[route.audience].scope] }],
    ...parametersOf(route),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
      },
    }),
    responses: responsesOf(route),
  };
}

/** `GET /v1/photos/{photoId}` -> `getPhotosByPhotoId`. */
function operationId(route: string): string {
  const [method = '', path = ''] = route.split(' ');
  const words = path
    .split('/')
    .slice(2)
    .map((part) => (part.startsWith('{') ? `by-${part.slice(1, -1)}` : part));
  return [method.toLowerCase(), ...words.flatMap((word) => word.split('-'))]
    .map((word, place) => (place === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}

function parametersOf({ route, params, query }: Route): Json {
  const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: memberOf(params, name) ?? { type: 'string' },
  }));
  const asked = query && schemaOf(query, 'input');
  const inQuery = Object.entries((asked?.['properties'] ?? {}) as Record<string, Json>).map(
    ([name, schema]) => ({
      name,
      in: 'query',
      required: ((asked?.['required'] ?? []) as string[]).includes(name),
      schema,
    }),
  );
  const parameters = [...inPath, ...inQuery];
  return parameters.length === 0 ? {} : { parameters };
}

function memberOf(schema: Route['params'], name: string): Json | undefined {
  return schema && (schemaOf(schema, 'input')['properties'] as Record<string, Json>)[name];
}

function responsesOf({ answers, problems = {}, audience }: Route): Json {
  const told = Object.entries(answers).map(([status, schema]) => [
    status,
    {
      description: schema ? 'Done' : 'Done; nothing to tell',
      ...(schema && { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }),
    },
  ]);
  const statuses = new Set(
    [...Object.keys(ALWAYS), ...Object.keys(problems), ...roleStatuses(audience)].map(Number),
  );
  const refused = [...statuses]
    .sort((one, other) => one - other)
    .map((status) => {
      const types = [
        ...(ALWAYS[status] ?? []),
        ...(status === 403 && hasRole(audience) ? ['wrong-role'] : []),
        ...(problems[status] ?? []),
      ];
      return [
        status,
        { description: types.join(', '), content: { 'application/problem+json': { schema: REF } } },
      ];
    });
  return Object.fromEntries([...told, ...refused]);
}

const REF = { $ref: '#/components/schemas/Problem' };
const hasRole = (audience: Audience) => 'group' in AUDIENCES[audience];
const roleStatuses = (audience: Audience) => (hasRole(audience) ? ['403'] : []);

function schemaOf(schema: NonNullable<Route['params']>, io: 'input' | 'output'): Json {
  // What a check by code asks for no schema can say: it is left out.
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}
