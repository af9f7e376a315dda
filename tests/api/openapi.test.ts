// The tables of routes, held against the template, docs/openapi.json and the sample events.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { REVIEW_REFUSALS } from '../../src/domain/review-refusal.ts';
import { AUDIENCES } from '../../src/shared/audience.ts';
import type { Route } from '../../src/shared/route.ts';
import { OPENAPI_FILE, openapiDocument, openapiText } from '../../tools/openapi/document.ts';
import { TABLES } from '../../tools/openapi/tables.ts';
import { ROOT, resourcesOf, sources } from '../template/project.ts';

const routes = Object.values(TABLES).flat();
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface HttpApiEvent {
  Type: string;
  Properties: { Method: string; Path: string; Auth: { AuthorizationScopes: string[] } };
}

it('docs/openapi.json is as the routes are (npm run openapi writes it again)', () => {
  expect(read(OPENAPI_FILE)).toBe(openapiText());
});

it('every handler of the API has its table here', () => {
  const handlers = sources('src/api').filter(({ text }) => /export const handler = serve\(/.test(text));
  expect(handlers).toHaveLength(Object.keys(TABLES).length);
});

/** Of every function, the events by which API Gateway calls it. */
const made = resourcesOf('AWS::Serverless::Function').flatMap(([logicalId, { properties }]) =>
  Object.entries((properties['Events'] ?? {}) as Record<string, HttpApiEvent>)
    .filter(([, { Type }]) => Type === 'HttpApi')
    .map(([name, { Properties }]) => ({ logicalId, name, ...Properties })),
);

describe('the routes of the template', () => {
  it('are those of the tables, each at the function that serves it', () => {
    const ofTemplate = made.map(({ logicalId, Method, Path }) => `${logicalId}: ${Method} ${Path}`);
    const ofTables = Object.entries(TABLES).flatMap(([logicalId, table]) =>
      table.map(({ route }) => `${logicalId}: ${route}`),
    );
    expect(ofTemplate.sort()).toEqual(ofTables.sort());
  });

  it('each ask for the scope of their audience, and for no other', () => {
    for (const { Method, Path, Auth } of made) {
      const { audience } = routes.find(({ route }) => route === `${Method} ${Path}`)!;
      expect([Path, Auth]).toEqual([Path, { AuthorizationScopes: [AUDIENCES[audience].scope] }]);
    }
  });
});

describe('every route', () => {
  const paths = openapiDocument(routes)['paths'] as Record<
    string,
    Record<string, { operationId: string; responses: object }>
  >;

  it('stands in the document once, under a name of its own', () => {
    const written = Object.entries(paths).flatMap(([place, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${place}`),
    );
    expect(written.sort()).toEqual(routes.map(({ route }) => route).sort());
    const ids = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('writes by PUT and DELETE alone, so that a request sent twice is one', () => {
    for (const { route } of routes) expect(route).toMatch(/^(GET|PUT|DELETE) \/v1\/[a-z/{}A-Z-]+$/);
  });

  it('names its path parameters in its schema', () => {
    for (const { route, params } of routes) {
      const inPath = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const json: { properties?: object } = params ? z.toJSONSchema(params) : {};
      expect([route, Object.keys(json.properties ?? {})]).toEqual([route, inPath]);
    }
  });

  it('never names a rider in its path', () => {
    for (const { route } of routes) expect(route).not.toMatch(/rider/i);
  });
});

it('every problem that the API makes is listed by a route, and every listed one is made', () => {
  const text = sources('src')
    .map((file) => file.text)
    .join('\n');
  const made = new Set([...text.matchAll(/new Problem\(\s*\d+,\s*'([a-z-]+)'/g)].map(([, type]) => type!));
  // By the name of the hindrance.
  for (const [, type] of read('src/api/rider/problems.ts').matchAll(/^ {2}'?([a-z-]+)'?: '/gm))
    made.add(type!);
  for (const type of Object.keys(REVIEW_REFUSALS)) made.add(type);
  const listed = new Set(routes.flatMap(({ problems = {} }) => Object.values(problems).flat()));
  const ofEvery = ['invalid-request', 'too-large', 'our-fault', 'no-subject', 'wrong-role'];
  expect([...made].filter((type) => !listed.has(type) && !ofEvery.includes(type))).toEqual([]);
  expect([...listed].filter((type) => !made.has(type))).toEqual([]);
});

describe('the sample events', () => {
  const FOLDER = path.join(ROOT, 'events/api');
  const kebab = (name: string) => name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
  /** As the template names the route, and its file is named. */
  const folderOf = ({ route }: Route) =>
    kebab(made.find(({ Method, Path }) => `${Method} ${Path}` === route)?.name ?? route);
  const folders = readdirSync(FOLDER);

  it('are of every route, and of no other, and named as its file is', () => {
    const files = sources('src/api').map(({ file }) => path.basename(file, '.ts'));
    for (const route of routes) expect(files).toContain(folderOf(route));
    expect(folders.sort()).toEqual(routes.map(folderOf).sort());
  });

  const all = routes.flatMap((route) =>
    folders.includes(folderOf(route))
      ? readdirSync(path.join(FOLDER, folderOf(route))).map(
          (file) => [`${folderOf(route)}/${file}`, route] as const,
        )
      : [],
  );

  it.each(all)('%s is what API Gateway sends, and fits the route', (file, route) => {
    const event = JSON.parse(read(`events/api/${file}`)) as {
      version: string;
      routeKey: string;
      rawPath: string;
      headers: object;
      pathParameters?: object;
      queryStringParameters?: object;
      body?: string;
      isBase64Encoded: boolean;
      requestContext: {
        routeKey: string;
        stage: string;
        authorizer: { jwt: { claims: Record<string, string>; scopes: string[] } };
      };
    };
    expect([event.version, event.routeKey, event.requestContext.routeKey]).toEqual([
      '2.0',
      route.route,
      route.route,
    ]);
    expect(event.requestContext.authorizer.jwt.scopes).toContain(AUDIENCES[route.audience].scope);
    for (const claim of Object.values(event.requestContext.authorizer.jwt.claims))
      expect(typeof claim).toBe('string');
    const filled = route.route
      .split(' ')[1]!
      .replace(/\{(\w+)\}/g, (_, name: string) =>
        String((event.pathParameters as Record<string, string>)[name]),
      );
    expect(event.rawPath).toBe(filled);
    if (route.params) expect(z.safeParse(route.params, event.pathParameters).error).toBeUndefined();
    if (route.query)
      expect(z.safeParse(route.query, event.queryStringParameters ?? {}).error).toBeUndefined();
    if (route.body) expect(z.safeParse(route.body, JSON.parse(event.body ?? '')).error).toBeUndefined();
  });
});
