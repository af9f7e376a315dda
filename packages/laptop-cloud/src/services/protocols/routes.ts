// Finds the operation that a REST request asks for, by method, path and what else its route names.
import type { HttpRoute, Operation } from '../operation.ts';
import { ServiceError, type ServiceRequest } from '../service.ts';
import type { Found } from './dispatch.ts';

interface CompiledRoute {
  operation: Operation;
  /** The values of its labels in a path that fits. */
  labelsIn(path: string): string[] | undefined;
  labels: readonly string[];
  header: string | undefined;
}

/** The finder for operations with routes. Keys of the query tell operations apart where they are among `telling`. */
export function compileRoutes(
  operations: readonly Operation[],
  telling?: ReadonlySet<string>,
): (request: ServiceRequest) => Found | undefined {
  /** By what tells operations apart in the query, and by the method. */
  const routes = new Map<string, Map<string, CompiledRoute[]>>();
  for (const operation of operations) {
    const { method, path, query = '', header } = routeOf(operation);
    const compiled = { operation, labelsIn: compilePath(path), labels: labelsOf(path), header };
    const byMethod = routes.get(query) ?? new Map<string, CompiledRoute[]>();
    routes.set(query, byMethod.set(method, [...(byMethod.get(method) ?? []), compiled]));
  }
  return (request) => {
    const key = telling ? (tellingKey(request.query, telling) ?? '') : '';
    for (const { operation, labelsIn, labels, header } of routes.get(key)?.get(request.method) ?? []) {
      if (header !== undefined && !carries(request, header)) continue;
      const values = labelsIn(request.path);
      if (values) return { operation, labels: labels.map((name, index) => [name, values[index] ?? '']) };
    }
    return undefined;
  };
}

/** The names of a path's labels, in order. */
function labelsOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);
}

/** The first key in the query that tells operations apart. */
export function tellingKey(query: URLSearchParams, telling: ReadonlySet<string>): string | undefined {
  if (query.size === 0) return undefined;
  for (const name of query.keys()) if (telling.has(name)) return name;
  return undefined;
}

/** Members of the input that the path gives, and of the query those that are read. Throws for escapes that are malformed. */
export function membersOf(
  { labels = [] }: Found,
  request: ServiceRequest,
  isRead: (name: string) => boolean = () => true,
): Record<string, string> {
  const members: Record<string, string> = {};
  if (request.query.size > 0)
    for (const [name, value] of request.query)
      if (!isOfSignature(name) && isRead(name) && !Object.hasOwn(members, name)) put(members, name, value);
  try {
    for (const [name, value] of labels)
      put(members, name, value.includes('%') ? decodeURIComponent(value) : value);
    return members;
  } catch (cause) {
    const refusal = new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
    refusal.cause = cause;
    throw refusal;
  }
}

/** A name may be one that every object has. */
function put(members: Record<string, string>, name: string, value: string): void {
  if (name !== '__proto__') members[name] = value;
  else Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
}

/** Presigners move the signature and headers into the query. */
const isOfSignature = (name: string) => /^x-amz-/i.test(name);

function routeOf({ name, http }: Operation): HttpRoute {
  if (http) return http;
  throw new Error(`${name} has no route`);
}

/** Gives the values of the path's labels, in order; undefined for a path that does not fit. A slash may follow, but behind a label that takes slashes. */
function compilePath(path: string): (given: string) => string[] | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  const isGreedy = parts.at(-1)?.endsWith('+}') ?? false;
  const segments = parts.map((part, index) => {
    if (!part.startsWith('{')) return part.replace(/[^\w-]/g, '\\$&');
    return isGreedy && index === parts.length - 1 ? '(.+)' : '([^/]+)';
  });
  const pattern = new RegExp(`^${segments.join('/')}${isGreedy ? '' : '/?'}$`, 's');
  return (given) => pattern.exec(given)?.slice(1);
}

/** Presigners move headers into the query. */
function carries({ headers, query }: ServiceRequest, header: string): boolean {
  if (headers[header] !== undefined) return true;
  for (const name of query.keys()) if (name.toLowerCase() === header) return true;
  return false;
}
