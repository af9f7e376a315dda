// The policies of functions, their versions and aliases: who else than their roles say may use them.
// https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
import { randomUUID } from 'node:crypto';
import { type Account, functionArn } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import { decide, type Policy, parsePolicy } from '../../policies/policy.ts';
import { contextOf, RESOURCE_KEYS, type ServiceCaller } from '../../policies/request-context.ts';
import { ServiceError } from '../service.ts';

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Principal: '*' | { Service: string } | { AWS: string };
  Action: string;
  /** ARN of the function, with the qualifier that the statement is about. */
  Resource: string;
  Condition?: Record<string, Record<string, string>>;
}

export interface FunctionPolicy {
  /** Another with each change. */
  revision: string;
  statements: readonly PolicyStatement[];
  /** What they decide. */
  policy: Policy;
}

export interface FunctionPolicies {
  /** That of the function, version or alias with this ARN. */
  of(arn: string): FunctionPolicy | undefined;
  /** Puts a statement in, instead of another of its Sid. Throws a PolicyError for what cannot be decided here. */
  put(statement: PolicyStatement, isOfStack?: boolean): void;
  remove(arn: string, sid: string): void;
  /** Drops the policy of a version or alias, or that of a function with those of all its versions and aliases. */
  forget(name: string, qualifier?: string): void;
  /** Drops those of whatever is not there any more: `find` throws a ServiceError. */
  forgetMissing(find: (arn: string) => unknown): void;
  /** Whether an AWS service may call a function. */
  lets(service: ServiceCaller, functionArn: string): boolean;
}

/** The document that statements stand in. */
export function policyText(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

/** Those that no call on a laptop carries: what asks for them lets nobody in. */
const NEVER_CARRIED = ['aws:PrincipalOrgID', 'lambda:EventSourceToken'];
const RULES = { kind: 'resource', knownKeys: [...RESOURCE_KEYS, ...NEVER_CARRIED] } as const;

interface Kept {
  arn: string;
  revision: string;
  statements: readonly PolicyStatement[];
}

/** The template's statements come with each start; what the API changes of them holds until then. `file`: where its own are kept. */
export function createFunctionPolicies(account: Account, file: string | undefined): FunctionPolicies {
  const known = new Map<string, FunctionPolicy>();
  const ofStack = new WeakSet<PolicyStatement>();
  for (const { arn, revision, statements } of loadJson(file ?? null) as Kept[])
    known.set(arn, { revision, statements, policy: policyOf(statements) });
  const save = () =>
    saveJsonSoon(
      file ?? null,
      [...known].flatMap(([arn, { revision, statements }]): Kept[] => {
        const own = statements.filter((statement) => !ofStack.has(statement));
        return own.length === 0 ? [] : [{ arn, revision, statements: own }];
      }),
    );

  function change(arn: string, statements: readonly PolicyStatement[]): void {
    const policy = policyOf(statements);
    if (statements.length === 0) known.delete(arn);
    else known.set(arn, { revision: randomUUID(), statements, policy });
  }

  const others = (arn: string, sid: string) =>
    known.get(arn)?.statements.filter(({ Sid }) => Sid !== sid) ?? [];

  function drop(isGone: (arn: string) => boolean): void {
    const gone = [...known.keys()].filter(isGone);
    for (const arn of gone) known.delete(arn);
    if (gone.length > 0) save();
  }

  return {
    of: (arn) => known.get(arn),
    put(statement, isOfStack = false) {
      const { Resource: arn, Sid } = statement;
      change(arn, [...others(arn, Sid), statement]);
      if (isOfStack) ofStack.add(statement);
      else save();
    },
    remove(arn, sid) {
      change(arn, others(arn, sid));
      save();
    },
    forget(name, qualifier) {
      const gone = functionArn(account, qualifier === undefined ? name : `${name}:${qualifier}`);
      drop((arn) => arn === gone || arn.startsWith(`${gone}:`));
    },
    forgetMissing: (find) => drop((arn) => isMissing(() => find(arn))),
    lets: (service, functionArn) =>
      decide(known.get(functionArn)?.policy ?? [], {
        action: 'lambda:InvokeFunction',
        resource: functionArn,
        caller: service,
        context: contextOf(service),
      }) === 'allow',
  };
}

function policyOf(statements: readonly PolicyStatement[]): Policy {
  return parsePolicy(JSON.parse(policyText(statements)), RULES);
}

function isMissing(look: () => unknown): boolean {
  try {
    look();
    return false;
  } catch (error) {
    if (error instanceof ServiceError) return true;
    throw error;
  }
}
