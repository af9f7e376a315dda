// Changes of who is in a pool, with Cognito's own refusals.
import { randomUUID } from 'node:crypto';
import { ServiceError } from '../service.ts';
import { type Maker, type Person, type Pool, STANDARD_ATTRIBUTES } from './pool.ts';

export interface NewPerson {
  username: string;
  attributes?: Readonly<Record<string, string>>;
  madeBy: Maker;
  status: Person['status'];
}

/** The person whom a call names by username, sub or, where people go by it, mail address. */
export function findPerson(pool: Pool, name: string): Person | undefined {
  const direct = pool.people.get(keyOf(pool, name));
  if (direct) return direct;
  for (const person of pool.people.values()) {
    if (person.sub === name) return person;
    if (pool.settings.isNamedByEmail && isSame(pool, person.attributes['email'], name)) return person;
  }
  return undefined;
}

/** As findPerson. Throws UserNotFoundException. */
export function personNamed(pool: Pool, name: string): Person {
  const person = findPerson(pool, name);
  if (person) return person;
  throw new ServiceError('UserNotFoundException', 'User does not exist.');
}

/** Adds somebody. Throws UsernameExistsException and InvalidParameterException in Cognito's words. */
export function addPerson(pool: Pool, given: NewPerson, nowMs: number): Person {
  const { username, attributes = {}, madeBy, status } = given;
  if (!USERNAME.test(username))
    throw invalid(
      `1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+`,
    );
  if (findPerson(pool, username))
    throw new ServiceError('UsernameExistsException', 'User account already exists');
  checkAttributes(pool, attributes);
  const { isNamedByEmail } = pool.settings;
  if (isNamedByEmail && !MAIL_ADDRESS.test(username)) throw invalid('Username should be an email.');
  const sub = randomUUID();
  const person: Person = {
    username: isNamedByEmail ? sub : keyOf(pool, username),
    sub,
    attributes: { ...attributes, ...(isNamedByEmail ? { email: username } : {}) },
    groups: {},
    madeBy,
    isEnabled: true,
    status,
    createdMs: nowMs,
    modifiedMs: nowMs,
  };
  pool.people.set(person.username, person);
  return person;
}

/** Throws InvalidParameterException for an attribute that the pool does not have. */
export function checkAttributes(pool: Pool, attributes: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(attributes)) {
    if (name === 'sub') throw invalid('Cannot modify the non-mutable attribute sub');
    if (STANDARD_ATTRIBUTES.includes(name) || pool.settings.customAttributes.includes(name)) continue;
    throw invalid(`Attributes did not conform to the schema: ${name}: Attribute does not exist in schema.`);
  }
}

const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
const MAIL_ADDRESS = /^[^@\s]+@[^@\s]+$/;

function keyOf(pool: Pool, username: string): string {
  return pool.settings.isCaseSensitive ? username : username.toLowerCase();
}

function isSame(pool: Pool, one: string | undefined, other: string): boolean {
  return one !== undefined && keyOf(pool, one) === keyOf(pool, other);
}

function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterException', message);
}
