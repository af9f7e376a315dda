// What a function's own policy allows counts beside what the caller's role allows, for each operation that is about the function.
import type { Operation } from '../operation.ts';
import type { FunctionPolicies } from './function-policies.ts';

export function besidePolicies(policies: FunctionPolicies, operations: readonly Operation[]): Operation[] {
  return operations.map((operation) => ({
    ...operation,
    resource(input, request) {
      const on = operation.resource(input, request);
      if (typeof on === 'string' || !('arn' in on)) return on;
      const policy = policies.of(on.arn)?.policy;
      return policy === undefined ? on : { ...on, policy };
    },
  }));
}
