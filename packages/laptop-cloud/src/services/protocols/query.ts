// AwsQuery: a form in, XML out. SNS is the last service that speaks it.
import { type Service, ServiceError, type ServiceRequest, type ServiceResponse } from '../service.ts';
import { renderFault } from './fault.ts';
import { element } from './xml.ts';

export type QueryOperation = (input: Record<string, unknown>, request: ServiceRequest) => Promise<unknown>;

export interface QueryServiceOptions {
  /** SigV4 credential scope, e.g. `sns`. */
  scope: string;
  /** API version, e.g. `2010-03-31`. */
  version: string;
  /** XML namespace of the answers. */
  namespace: string;
  operations: Readonly<Record<string, QueryOperation>>;
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
  close?: () => Promise<void>;
}

/**
 * A service of the AwsQuery protocol. Inputs: see parseForm; every scalar is a string. Answers: plain objects are
 * structures, arrays lists, Maps maps.
 */
export function queryService(options: QueryServiceOptions): Service {
  const log = options.log ?? ((line: string) => console.error(line));

  async function handle(request: ServiceRequest): Promise<ServiceResponse> {
    const form = new URLSearchParams(request.body.toString('utf8'));
    const action = form.get('Action') ?? '';
    try {
      const answer = await operationFor(options, action, form)(parseForm(form), request);
      return {
        status: 200,
        headers: { 'content-type': 'text/xml' },
        body: renderAnswer(options.namespace, action, answer, request.requestId),
      };
    } catch (error) {
      if (!(error instanceof ServiceError)) {
        log(`${options.scope} ${action}: ${error instanceof Error ? error.stack : String(error)}`);
      }
      return renderFault(error, 'query', request.requestId);
    }
  }

  const operations = Object.keys(options.operations);
  return { scope: options.scope, operations, handle, ...(options.close ? { close: options.close } : {}) };
}

function operationFor(options: QueryServiceOptions, action: string, form: URLSearchParams): QueryOperation {
  const version = form.get('Version');
  if (version !== null && version !== options.version) {
    throw new ServiceError('NoSuchVersion', `The requested version (${version}) is not valid.`);
  }
  const operation = Object.hasOwn(options.operations, action) ? options.operations[action] : undefined;
  if (operation) return operation;
  throw new ServiceError(
    'InvalidAction',
    `NotImplemented: ${action || '(no Action)'} is not an operation of the local ${options.scope} service`,
  );
}

/**
 * The members of a query form as nested values: `A.member.2=x` a list (sparse numbers close up), `A.entry.1.key` or
 * `.Name` with `.value`/`.Value` a map, `A.B=x` a structure.
 */
export function parseForm(form: URLSearchParams): Record<string, unknown> {
  const root: Branch = new Map();
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version') continue;
    plant(root, path.split('.'), value);
  }
  return toStructure(root);
}

type Branch = Map<string, Branch | string>;

function plant(branch: Branch, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    branch.set(head, value);
    return;
  }
  const known = branch.get(head);
  const next: Branch = known instanceof Map ? known : new Map();
  branch.set(head, next);
  plant(next, rest, value);
}

function toStructure(branch: Branch): Record<string, unknown> {
  return Object.fromEntries([...branch].map(([name, value]) => [name, toValue(value)]));
}

function toValue(value: Branch | string): unknown {
  if (typeof value === 'string') return value;
  const only = value.size === 1 ? value : undefined;
  const members = only?.get('member');
  if (members instanceof Map) return inOrder(members).map(toValue);
  const entries = only?.get('entry');
  if (entries instanceof Map) return Object.fromEntries(inOrder(entries).map(toEntry));
  return toStructure(value);
}

function inOrder(numbered: Branch): (Branch | string)[] {
  return [...numbered].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => value);
}

function toEntry(entry: Branch | string): [string, unknown] {
  if (!(entry instanceof Map))
    throw new ServiceError('MalformedInput', 'A map entry needs a key and a value');
  const key = entry.get('key') ?? entry.get('Name');
  const value = entry.get('value') ?? entry.get('Value');
  if (typeof key !== 'string' || value === undefined) {
    throw new ServiceError('MalformedInput', 'A map entry needs a key and a value');
  }
  return [key, toValue(value)];
}

function renderAnswer(namespace: string, action: string, answer: unknown, requestId: string): string {
  const result = answer === undefined || answer === null ? {} : { [`${action}Result`]: toXmlContent(answer) };
  return element(`${action}Response`, { ...result, ResponseMetadata: { RequestId: requestId } }, namespace);
}

function toXmlContent(value: unknown): unknown {
  if (value instanceof Map) {
    return { entry: [...value].map(([key, one]) => ({ key, value: toXmlContent(one) })) };
  }
  if (Array.isArray(value)) return { member: value.map(toXmlContent) };
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, toXmlContent(one)]));
}
