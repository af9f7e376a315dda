// What operations on pools have in common: whom they ask for, and how people and groups look on the wire.
import * as z from 'zod';
import type { Group, Person, Pool } from './pool.ts';
import type { Pools } from './pools.ts';

export const NAME_AND_VALUE = z.strictObject({ Name: z.string(), Value: z.string().default('') });

/** What each of them may refuse with. */
export const POOL_ERRORS = ['InvalidParameterException', 'ResourceNotFoundException'];

/** The right is to the pool, which has to be there. */
export const onPool =
  (pools: Pools) =>
  ({ UserPoolId }: { UserPoolId: string }) => {
    const pool = pools.pool(UserPoolId);
    return { arn: pool.arn, pool };
  };

export function attributesOfList(list: readonly { Name: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));
}

export function userShape(person: Person, wanted?: readonly string[]) {
  const all = { sub: person.sub, ...person.attributes };
  return {
    Username: person.username,
    Attributes: Object.entries(all)
      .filter(([name]) => wanted === undefined || wanted.includes(name))
      .map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: new Date(person.createdMs),
    UserLastModifiedDate: new Date(person.modifiedMs),
    Enabled: person.isEnabled,
    UserStatus: person.status,
  };
}

export function groupShape(pool: Pool, { name, description, precedence, roleArn }: Group) {
  const made = new Date(pool.createdMs);
  return {
    GroupName: name,
    UserPoolId: pool.id,
    ...(description === undefined ? {} : { Description: description }),
    ...(precedence === undefined ? {} : { Precedence: precedence }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    CreationDate: made,
    LastModifiedDate: made,
  };
}
