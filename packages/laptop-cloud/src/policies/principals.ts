// Principal and NotPrincipal: whom a statement is about.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
import { objectOf, textsOf } from './policy-document.ts';
import { refuse } from './policy-error.ts';
import { accountOf, type Caller, roleOf } from './request-context.ts';

export interface Principals {
  /** `*`, which `{ "AWS": "*" }` is another way to write. */
  isEveryone: boolean;
  services: readonly string[];
  /** ARNs of roles, sessions and users. */
  identities: readonly string[];
  /** Ids of whole accounts. */
  accounts: readonly string[];
}

/** Reads a Principal or NotPrincipal. Throws a PolicyError for a kind of principal that no laptop has. */
export function parsePrincipals(given: unknown, place: string): Principals {
  if (given === '*') return { isEveryone: true, services: [], identities: [], accounts: [] };
  const { Service, AWS, ...others } = objectOf(place, given);
  const [other] = Object.keys(others);
  if (other !== undefined) refuse(place, `${other} is not evaluated on a laptop`);
  const services = Service === undefined ? [] : textsOf(`${place} Service`, Service);
  const named = AWS === undefined ? [] : textsOf(`${place} AWS`, AWS);
  for (const text of [...services, ...named])
    if (text !== '*' && text.includes('*'))
      refuse(
        place,
        `${text}: a principal is named whole, or is \`*\`; narrow aws:PrincipalArn in a Condition instead`,
      );
  if (services.includes('*')) refuse(place, 'Service * is not evaluated on a laptop; name the services');
  const accounts = named.map((text) => /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(text)?.[1]);
  return {
    isEveryone: named.includes('*'),
    services,
    identities: named.filter((_, index) => accounts[index] === undefined),
    accounts: accounts.filter((account) => account !== undefined),
  };
}

/** Whether a caller is among them. */
export function isAmong(principals: Principals, caller: Caller, effect: 'Allow' | 'Deny'): boolean {
  if (principals.isEveryone) return true;
  if ('service' in caller) return principals.services.includes(caller.service);
  const { identity } = caller;
  if (principals.identities.includes(identity) || principals.identities.includes(roleOf(identity)))
    return true;
  // To allow an account hands the decision on to its own policies, beyond its root user; to deny it is to deny all of it.
  return (
    principals.accounts.includes(accountOf(identity)) && (effect === 'Deny' || identity.endsWith(':root'))
  );
}

/** Whether NotPrincipal spares a caller: of an identity its account has to be listed, too. */
export function isExempt(principals: Principals, caller: Caller): boolean {
  if (principals.isEveryone || 'service' in caller) return isAmong(principals, caller, 'Deny');
  const { identity } = caller;
  if (!principals.accounts.includes(accountOf(identity))) return false;
  return identity.endsWith(':root') || principals.identities.includes(roleOf(identity));
}
