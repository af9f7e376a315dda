// What a service can do, in one shape whatever its protocol. Dispatch, parsing, authorization, the names in fault rules and
// in the access log, and docs/operations.md follow from these objects.
import type * as z from 'zod';
import type { Policy } from '../policies/policy.ts';
import type { ConditionKeys } from '../policies/request-context.ts';
import { authorizeCall } from './authorize-call.ts';
import type { XmlShape } from './protocols/xml-shape.ts';
import type { ServiceRequest } from './service.ts';

/** What an action is asked for on: an ARN, `*` where the action has none, or what has an ARN. */
export type Resource =
  | string
  | {
      arn: string;
      /** Its own policy, which counts beside what the caller's role allows. */
      policy?: Policy;
      /** Another action than the operation's first. */
      action?: string;
      conditionKeys?: ConditionKeys;
    };

export interface Call<Input, On> {
  input: Input;
  /** What the operation's `resource` gave. */
  resource: On;
  request: ServiceRequest;
}

/** Where a REST protocol finds an operation. */
export interface HttpRoute {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** `/v1/pipes/{Name}/start`: each label is a member of the input; `{Key+}` takes slashes too. */
  path: string;
  /** The key in the query that tells it from others on its path: `tagging`. */
  query?: string;
  /** A header that tells it from others; of two routes the one that asks for more stands first. */
  header?: string;
  /** Headers that it reads itself, in lower case; another `x-amz-` header than those of every request is refused. */
  headers?: readonly string[];
  /** The body is none of the input's members: the operation reads it itself. */
  hasOwnBody?: true;
  /** What may stand in a body of XML. */
  body?: XmlShape;
}

export interface Operation<
  Input = unknown,
  On extends Resource | readonly Resource[] = Resource | readonly Resource[],
> {
  /** As AWS names it. */
  name: string;
  /** REST protocols only. */
  http?: HttpRoute;
  input: z.ZodType<Input>;
  /** IAM actions that it may ask for, the usual one first; `<scope>:<name>` without. */
  actions?: readonly string[];
  /** Codes it may refuse with, beside those that all operations of its service share. */
  errors: readonly string[];
  /** What the caller needs the action on, looked up or named before it runs; none where each part is asked for as it is done. */
  resource(input: Input, request: ServiceRequest): On | Promise<On>;
  /** Carries it out; the protocol turns what it gives into an answer. */
  run(call: Call<Input, On>): unknown;
}

/** Gives the operation back, its parts typed by each other. */
export function defineOperation<Schema extends z.ZodType, On extends Resource | readonly Resource[]>(
  operation: Omit<Operation<z.output<Schema>, On>, 'input'> & { input: Schema },
): Operation {
  return operation as Operation;
}

/** The actions of an operation in a service. */
export function actionsOf(scope: string, { actions, name }: Operation): readonly string[] {
  return actions ?? [`${scope}:${name}`];
}

/** Refuses with AccessDeniedException what the caller's role and the resources' own policies do not allow. */
export function authorizeOperation(
  action: string,
  on: Resource | readonly Resource[],
  { principal }: ServiceRequest,
): void {
  for (const one of isList(on) ? on : [on]) {
    if (typeof one === 'string') authorizeCall(undefined, principal, action, one);
    else authorizeCall(one.policy, principal, one.action ?? action, one.arn, one.conditionKeys);
  }
}

function isList(on: Resource | readonly Resource[]): on is readonly Resource[] {
  return Array.isArray(on);
}
