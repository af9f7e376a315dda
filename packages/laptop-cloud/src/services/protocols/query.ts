// AwsQuery: a form in, as the body or as the query of a GET, XML out. SNS and CloudFormation still speak it.
import * as z from 'zod';
import { type Service, ServiceError, type ServiceRequest } from '../service.ts';
import { refusePrototype } from './bounded-json.ts';
import { type OperationServiceOptions, operationService } from './dispatch.ts';
import { DIALECTS, type ErrorWording } from './fault.ts';
import { element, type XmlContent } from './xml.ts';

export interface QueryServiceOptions extends OperationServiceOptions {
  /** API version, e.g. `2010-03-31`. */
  version: string;
  /** XML namespace of the answers. */
  namespace: string;
  /** The code that it refuses with when a right is missing, status 403; AuthorizationError by default. */
  accessDenied?: string;
  /** Where errors go by another code than the service throws. */
  wording?: ErrorWording;
  /** Where members have other names or shapes in a form and in XML than in the operations. */
  shapes?: QueryShapes;
  /** What it says of an Action that it does not have. */
  unknownAction?: (action: string) => string;
}

/** Between a form and XML on one side and the members of operations on the other. */
export interface QueryShapes {
  read(members: Record<string, unknown>, operation: string, request: ServiceRequest): unknown;
  /** The content of the result, lists as elements that repeat. */
  write(output: unknown, operation: string): XmlContent;
}

/**
 * A service of the AwsQuery protocol. Inputs: see parseForm; every scalar is a string. Answers: plain objects are
 * structures, arrays lists, Maps maps.
 */
export function queryService(options: QueryServiceOptions): Service {
  const { scope, version, namespace, operations, accessDenied, wording, shapes } = options;
  const unknownAction =
    options.unknownAction ??
    ((action: string) => `NotImplemented: ${action} is not an operation of the local ${scope} service`);
  const byName = new Map(operations.map((operation) => [operation.name, { operation }]));
  return operationService(options, {
    protocol: 'Query',
    dialect: {
      ...DIALECTS.query,
      ...(accessDenied ? { accessDenied: { code: accessDenied, status: 403 } } : {}),
      ...(wording ? { wording } : {}),
    },
    find: (request) => byName.get(actionIn(request) ?? ''),
    refuse: (request) =>
      hasTooMany(request)
        ? tooManyFields()
        : new ServiceError('InvalidAction', unknownAction(actionIn(request) || '(no Action)')),
    read(request, { operation }) {
      if (hasTooMany(request)) throw tooManyFields();
      const form = formOf(request);
      const given = form.get('Version') ?? version;
      if (given !== version)
        throw new ServiceError('NoSuchVersion', `The requested version (${given}) is not valid.`);
      const members = parseForm(form);
      return shapes ? shapes.read(members, operation.name, request) : members;
    },
    render: (output, { requestId }, { name }) => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: renderAnswer(namespace, name, (shapes?.write ?? toXmlContent)(output, name), requestId),
    }),
  });
}

/** A list in a form, which is a text without letters where it is empty: `Tags=`. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess((given) => (given === '' ? [] : given), z.array(item));
}

/** The same for a map. */
export function mapOf<Value extends z.ZodType>(value: Value) {
  return z.preprocess((given) => (given === '' ? {} : given), z.record(z.string(), value));
}

/** The Action of a form. SDKs send it first, where it is read without the rest. */
function actionIn(request: ServiceRequest): string | undefined {
  const { body } = request;
  if (body.toString('latin1', 0, ACTION.length) !== ACTION) {
    if (hasTooMany(request)) return undefined;
    return formOf(request).get('Action') ?? undefined;
  }
  const end = body.indexOf('&');
  return body.toString('utf8', ACTION.length, end < 0 ? undefined : end);
}

const ACTION = 'Action=';

/** The body, or where there is none the query, without what signs it. */
function formOf({ method, query, body }: ServiceRequest): URLSearchParams {
  if (method !== 'GET' && body.length > 0) return new URLSearchParams(body.toString('utf8'));
  return new URLSearchParams([...query].filter(([name]) => !name.startsWith('X-Amz-')));
}

/** More than any input has: ten messages with ten attributes of three members each make three hundred. */
const MAX_FIELDS = 10_000;
/** No input is deeper: a list of structures with a map of structures takes eight steps. */
const MAX_STEPS = 32;

function hasTooMany({ body, method, query }: ServiceRequest): boolean {
  if (method === 'GET' || body.length === 0) return query.size > MAX_FIELDS;
  let count = 0;
  for (let at = body.indexOf('&'); at >= 0; at = body.indexOf('&', at + 1))
    if (++count >= MAX_FIELDS) return true;
  return false;
}

const tooManyFields = () =>
  new ServiceError('MalformedInput', `A form may have ${MAX_FIELDS} fields at most`);

/**
 * The members of a query form as nested values: `A.member.2=x` a list (sparse numbers close up), `A.entry.1.key` or
 * `.Name` with `.value`/`.Value` a map, `A.B=x` a structure.
 */
export function parseForm(form: URLSearchParams): Record<string, unknown> {
  const root: Branch = new Map();
  for (const [path, value] of form) {
    if (path === 'Action' || path === 'Version') continue;
    const steps = path.split('.', MAX_STEPS + 1);
    if (steps.length > MAX_STEPS)
      throw new ServiceError('MalformedInput', `A member may be ${MAX_STEPS} levels deep at most`);
    setPath(root, steps, value);
  }
  return toStructure(root);
}

type Branch = Map<string, Branch | string>;

function setPath(branch: Branch, [head = '', ...rest]: string[], value: string): void {
  if (rest.length === 0) {
    branch.set(head, value);
    return;
  }
  const known = branch.get(head);
  const next: Branch = known instanceof Map ? known : new Map();
  branch.set(head, next);
  setPath(next, rest, value);
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
  try {
    return [key, refusePrototype(key, toValue(value))];
  } catch (cause) {
    throw new ServiceError('MalformedInput', (cause as Error).message);
  }
}

function renderAnswer(namespace: string, action: string, answer: XmlContent, requestId: string): string {
  const result = answer === undefined || answer === null ? {} : { [`${action}Result`]: answer };
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
