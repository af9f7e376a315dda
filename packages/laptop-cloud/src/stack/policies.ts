// What IAM statements allow: an explicit Deny wins, then any Allow, else no. A permission missing in the template is missing here too.
import { compileGlob, type GlobOptions } from '../glob.ts';
import { type ConditionContext, conditionOf } from './policy-conditions.ts';
import { refuse } from './stack-error.ts';

export interface Policy {
  /** Whether the statements allow an action on a resource, for a request with these condition keys. */
  can(action: string, resourceArn: string, context?: ConditionContext): boolean;
}

/** Compiles identity-policy statements (intrinsics resolved). Throws StackError for what the laptop cannot decide. */
export function policyOf(statements: readonly unknown[]): Policy {
  const rules = statements.map((statement, index) => compile(statement, `Statement[${index}]`));
  const denies = rules.filter((rule) => !rule.isAllow);
  const allows = rules.filter((rule) => rule.isAllow);
  return {
    can: (action, resourceArn, context = {}) =>
      !denies.some((rule) => rule.covers(action, resourceArn, context)) &&
      allows.some((rule) => rule.covers(action, resourceArn, context)),
  };
}

/** The statements of a policy document; a single statement may stand without a list. */
export function statementsOf(document: unknown): unknown[] {
  const statement = (document as { Statement?: unknown } | null)?.Statement;
  if (statement === undefined) return refuse('a policy document needs a Statement.');
  return [statement].flat();
}

interface Rule {
  isAllow: boolean;
  covers(action: string, resourceArn: string, context: ConditionContext): boolean;
}

const STATEMENT_KEYS = new Set('Sid Effect Action NotAction Resource NotResource Condition'.split(' '));

/** Keys, roles, networks, log groups and alarms of a laptop are never asked whether somebody may use them. */
const NEVER_ASKED = /^(kms|iam|sts|ec2|logs|cloudwatch):/;

function compile(statement: unknown, place: string): Rule {
  if (typeof statement !== 'object' || statement === null) return refuse(`${place} is not a statement.`);
  const { Effect, Action, NotAction, Resource, NotResource, Condition } = statement as Record<
    string,
    unknown
  >;
  for (const key of Object.keys(statement))
    if (!STATEMENT_KEYS.has(key)) refuse(`${place} has an unknown key ${key}.`);
  if (Effect !== 'Allow' && Effect !== 'Deny') return refuse(`${place} needs Effect Allow or Deny.`);
  const actions = patterns(Action ?? NotAction, { ignoreCase: true }, `${place} Action`);
  const resources = patterns(Resource ?? NotResource, {}, `${place} Resource`);
  // Where nobody asks for the actions, a condition decides nothing.
  const isNeverAsked =
    Action !== undefined && [Action].flat().every((action) => NEVER_ASKED.test(String(action)));
  const holds = conditionOf(isNeverAsked ? undefined : Condition, place);
  return {
    isAllow: Effect === 'Allow',
    covers: (action, resourceArn, context) =>
      actions(action) === (Action !== undefined) &&
      resources(resourceArn) === (Resource !== undefined) &&
      holds(context),
  };
}

function patterns(value: unknown, options: GlobOptions, place: string): (text: string) => boolean {
  const texts = [value ?? []].flat();
  if (texts.length === 0) return refuse(`${place} is empty.`);
  const tests = texts.map((text) =>
    typeof text === 'string' ? compileGlob(text, options) : refuse(`${place} must hold texts.`),
  );
  return (candidate) => tests.some((test) => test(candidate));
}
