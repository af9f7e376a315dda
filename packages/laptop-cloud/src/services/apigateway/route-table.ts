// Finds the route of a request: the most specific one, as API Gateway does.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html

export interface RouteMatch<Route> {
  route: Route;
  /** Decoded, by name; none for a route without. */
  pathParameters?: Record<string, string>;
}

export interface RouteKey {
  method: string;
  segments: readonly Segment[];
}

type Segment = { kind: 'text' | 'parameter' | 'greedy'; name: string };

const METHODS = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

export const DEFAULT_ROUTE = '$default';

/** Reads `GET /pets/{id}`; undefined for `$default`. Throws an Error saying what is wrong. */
export function parseRouteKey(routeKey: string): RouteKey | undefined {
  if (routeKey === DEFAULT_ROUTE) return undefined;
  const [, method, path] = /^([A-Z]+) (\/.*)$/.exec(routeKey) ?? [];
  if (method === undefined || path === undefined || !METHODS.includes(method))
    throw new Error(
      `RouteKey ${JSON.stringify(routeKey)} must be $default, or one of ${METHODS.join(', ')} and a path: "GET /pets/{id}"`,
    );
  const segments = splitPath(path).map((part) => segmentOf(part, routeKey));
  const greedy = segments.findIndex(({ kind }) => kind === 'greedy');
  if (greedy >= 0 && greedy < segments.length - 1)
    throw new Error(`RouteKey ${routeKey}: {${segments[greedy]?.name}+} must stand at the end`);
  return { method, segments };
}

function segmentOf(part: string, routeKey: string): Segment {
  const [, name, plus] = /^\{([\w.-]+)(\+?)\}$/.exec(part) ?? [];
  if (name !== undefined) return { kind: plus ? 'greedy' : 'parameter', name };
  if (/[{}]/.test(part))
    throw new Error(`RouteKey ${routeKey}: a parameter takes a whole part of the path, not ${part}`);
  return { kind: 'text', name: part };
}

/** Makes a finder of the route for a method and a decoded path. Throws an Error for two routes of the same key. */
export function compileRouteTable<Route extends { routeKey: string }>(
  routes: readonly Route[],
): (method: string, path: string) => RouteMatch<Route> | undefined {
  const keyed = routes.flatMap((route) => {
    const key = parseRouteKey(route.routeKey);
    return key ? [{ route, key }] : [];
  });
  keyed.sort((one, other) => compare(one.key, other.key));
  const byDefault = routes.find(({ routeKey }) => routeKey === DEFAULT_ROUTE);
  return (method, path) => {
    const parts = splitPath(path);
    for (const { route, key } of keyed) {
      if (key.method !== method && key.method !== 'ANY') continue;
      const pathParameters = match(key.segments, parts);
      if (!pathParameters) continue;
      return Object.keys(pathParameters).length > 0 ? { route, pathParameters } : { route };
    }
    return byDefault && METHODS.includes(method) ? { route: byDefault } : undefined;
  };
}

function splitPath(path: string): string[] {
  return path.slice(1).split('/');
}

const RANK: Readonly<Record<Segment['kind'], number>> = { text: 0, parameter: 1, greedy: 2 };

/** The more specific path first, then the named method before ANY. */
function compare(one: RouteKey, other: RouteKey): number {
  for (let at = 0; at < Math.min(one.segments.length, other.segments.length); at++) {
    const difference = RANK[one.segments[at]!.kind] - RANK[other.segments[at]!.kind];
    if (difference !== 0) return difference;
  }
  return Number(one.method === 'ANY') - Number(other.method === 'ANY');
}

function match(segments: readonly Segment[], parts: readonly string[]): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [at, { kind, name }] of segments.entries()) {
    const part = parts[at];
    if (part === undefined) return undefined;
    if (kind === 'greedy') {
      const rest = parts.slice(at).join('/');
      if (rest === '') return undefined;
      found[name] = rest;
      return found;
    }
    if (kind === 'text' ? part !== name : part === '') return undefined;
    if (kind === 'parameter') found[name] = part;
  }
  return parts.length === segments.length ? found : undefined;
}
