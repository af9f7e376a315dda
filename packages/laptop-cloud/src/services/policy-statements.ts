// The statements that AddPermission puts into a resource's policy, and RemovePermission takes out again, by their label.
import { rootArn } from '../arns.ts';
import type { ServiceError } from './service.ts';

interface Owner {
  arn: string;
  attributes: Readonly<{ Policy?: string }>;
}

export interface Grant {
  label: string;
  /** Account numbers; `*` is everybody. */
  accounts: readonly string[];
  /** With the service's prefix. */
  actions: readonly string[];
}

interface PolicyDocument {
  Version: string;
  Id?: string;
  Statement: { Sid?: string }[];
}

export interface StatementWording {
  /** Id of a policy that has to be made, where the service gives one. */
  id?(arn: string): string;
  refusal(label: string, reason: string): ServiceError;
}

export interface PolicyStatements {
  /** The policy's text with the grant in it. Throws the refusal for a label that it has already. */
  add(owner: Owner, grant: Grant): string;
  /** The policy's text without the labelled grant, empty when none is left. Throws the refusal for a label that it lacks. */
  remove(owner: Owner, label: string): string;
}

export function policyStatements({ id, refusal }: StatementWording): PolicyStatements {
  function policyOf({ arn, attributes }: Owner): PolicyDocument {
    const text = attributes.Policy;
    if (text === undefined)
      return { Version: id ? '2008-10-17' : '2012-10-17', ...(id ? { Id: id(arn) } : {}), Statement: [] };
    const policy = JSON.parse(text) as Omit<PolicyDocument, 'Statement'> & {
      Statement?: PolicyDocument['Statement'][number] | PolicyDocument['Statement'];
    };
    return { ...policy, Statement: [policy.Statement ?? []].flat() };
  }

  return {
    add(owner, { label, accounts, actions }) {
      const policy = policyOf(owner);
      if (policy.Statement.some(({ Sid }) => Sid === label)) throw refusal(label, 'Already exists.');
      const statement = {
        Sid: label,
        Effect: 'Allow',
        Principal: accounts.includes('*') ? '*' : { AWS: oneOrAll(accounts.map((one) => rootArn(one))) },
        Action: oneOrAll(actions),
        Resource: owner.arn,
      };
      return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
    },
    remove(owner, label) {
      const policy = policyOf(owner);
      const kept = policy.Statement.filter(({ Sid }) => Sid !== label);
      if (kept.length === policy.Statement.length) throw refusal(label, "can't find label.");
      return kept.length === 0 ? '' : JSON.stringify({ ...policy, Statement: kept });
    },
  };
}

function oneOrAll(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? texts[0]! : texts;
}
