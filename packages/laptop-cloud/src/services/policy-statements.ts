// The statements that AddPermission puts into a resource's policy, and RemovePermission takes out again, by their label.
import { ServiceError } from './service.ts';

interface Owner {
  arn: string;
  attributes: Readonly<Record<string, string>>;
}

export interface Grant {
  label: string;
  /** Account numbers. */
  accounts: readonly string[];
  /** With the service's prefix. */
  actions: readonly string[];
}

interface PolicyDocument {
  Version: string;
  Id?: string;
  Statement: { Sid?: string }[];
}

/** The policy's text with the grant in it. Throws InvalidParameterValue for a label that it has already. */
export function withStatement(owner: Owner, { label, accounts, actions }: Grant): string {
  const policy = policyOf(owner);
  if (policy.Statement.some(({ Sid }) => Sid === label)) throw invalidLabel(label, 'Already exists.');
  const principals = accounts.map((account) => `arn:aws:iam::${account}:root`);
  const statement = {
    Sid: label,
    Effect: 'Allow',
    Principal: { AWS: oneOrAll(principals) },
    Action: oneOrAll(actions),
    Resource: owner.arn,
  };
  return JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
}

/** The policy's text without the labelled grant, empty when none is left. Throws InvalidParameterValue for a label it lacks. */
export function withoutStatement(owner: Owner, label: string): string {
  const policy = policyOf(owner);
  const kept = policy.Statement.filter(({ Sid }) => Sid !== label);
  if (kept.length === policy.Statement.length) throw invalidLabel(label, "can't find label.");
  return kept.length === 0 ? '' : JSON.stringify({ ...policy, Statement: kept });
}

function policyOf({ arn, attributes }: Owner): PolicyDocument {
  const text = attributes['Policy'];
  if (text === undefined) return { Version: '2008-10-17', Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
  const policy = JSON.parse(text) as Omit<PolicyDocument, 'Statement'> & {
    Statement?: PolicyDocument['Statement'][number] | PolicyDocument['Statement'];
  };
  return { ...policy, Statement: [policy.Statement ?? []].flat() };
}

function oneOrAll(texts: readonly string[]): string | readonly string[] {
  return texts.length === 1 ? texts[0]! : texts;
}

function invalidLabel(label: string, reason: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValue',
    `Value ${label} for parameter Label is invalid. Reason: ${reason}`,
  );
}
