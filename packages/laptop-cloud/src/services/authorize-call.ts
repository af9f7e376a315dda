// Who may use what: the policies of the caller beside the policy of the resource, all within one account.
// Source: IAM User Guide, "Policy evaluation for requests within a single account".
import { decide, type Policy } from '../policies/policy.ts';
import { type ConditionKeys, contextOf, type ServiceCaller } from '../policies/request-context.ts';
import { authorize, denied, type Principal } from './service.ts';

/**
 * Refuses an API call with AccessDeniedException unless the caller's policies or the resource's own allow it; a Deny in
 * either wins.
 */
export function authorizeCall(
  policy: Policy | undefined,
  principal: Principal,
  action: string,
  resourceArn: string,
  conditionKeys?: ConditionKeys,
): void {
  if (principal.service) {
    authorizeDelivery(policy, principal.service, action, resourceArn, conditionKeys);
    return;
  }
  if (policy) {
    const caller = { identity: principal.arn };
    const context = contextOf(caller, conditionKeys);
    const decision = decide(policy, { action, resource: resourceArn, caller, context });
    if (decision === 'explicit deny')
      throw denied(principal.arn, action, resourceArn, 'with an explicit deny in a resource-based policy');
    if (decision === 'allow' && !principal.denies?.(action, resourceArn, conditionKeys)) return;
  }
  authorize(principal, action, resourceArn, conditionKeys);
}

/** Refuses what an AWS service does in its own name unless the resource's policy lets that service in. */
export function authorizeDelivery(
  policy: Policy | undefined,
  source: ServiceCaller,
  action: string,
  resourceArn: string,
  conditionKeys?: ConditionKeys,
): void {
  const context = contextOf(source, conditionKeys);
  const request = { action, resource: resourceArn, caller: source, context };
  const decision = decide(policy ?? [], request);
  if (decision === 'allow') return;
  const reason =
    decision === 'explicit deny'
      ? 'with an explicit deny in a resource-based policy'
      : `because no resource-based policy allows the ${action} action`;
  throw denied(`${source.service} for ${source.arn}`, action, resourceArn, reason);
}
