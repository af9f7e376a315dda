// How an API operation is written: the members it takes, the right it needs, and what it does.
import type * as z from 'zod';
import type { JsonOperation } from '../protocols/json.ts';
import { authorize, type ServiceRequest } from '../service.ts';
import { readRequest } from './request.ts';

/**
 * Makes an operation that parses its request, then checks `states:<name>` on the ARN that `resource` gives (`*` where
 * the action has none), then runs.
 */
export function defineOperation<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  resource: (request: z.output<Schema>) => string,
  run: (request: z.output<Schema>, http: ServiceRequest) => unknown,
): Record<string, JsonOperation> {
  return {
    [name]: async (input, http) => {
      const request = readRequest(schema, input);
      authorize(http.principal, `states:${name}`, resource(request));
      return run(request, http);
    },
  };
}

/** For actions without a resource type of their own. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export const ANY = (): string => '*';

/** SDKs read times as epoch seconds; the protocol turns Dates into them. */
export function date(ms: number): Date;
export function date(ms: number | undefined): Date | undefined;
export function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
