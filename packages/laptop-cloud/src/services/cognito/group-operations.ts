// The operations on groups and who is in them; groups themselves come of the template.
// Source: Amazon Cognito user pools API Reference.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { CognitoParts } from './cognito-parts.ts';
import { groupShape, onPool, POOL_ERRORS, userShape } from './operation-shapes.ts';
import { page } from './paging.ts';
import { personNamed } from './people.ts';
import { type Group, groupsOf, type Pool } from './pool.ts';

const UserPoolId = z.string();
const Page = { Limit: z.int().check(z.gte(0), z.lte(60)).optional(), NextToken: z.string().optional() };
const Membership = z.strictObject({ UserPoolId, Username: z.string(), GroupName: z.string() });
const ListGroupsForUser = z.strictObject({ UserPoolId, Username: z.string(), ...Page });
const ListGroups = z.strictObject({ UserPoolId, ...Page });
const ListUsersInGroup = z.strictObject({ UserPoolId, GroupName: z.string(), ...Page });

const NO_USER = [...POOL_ERRORS, 'UserNotFoundException'];

export function groupOperations({ pools, now }: CognitoParts): Operation[] {
  const pool = onPool(pools);
  const byName = ({ name }: Group) => name;

  return [
    defineOperation({
      name: 'AdminAddUserToGroup',
      input: Membership,
      errors: NO_USER,
      resource: pool,
      async run({ input, resource }) {
        const person = personNamed(resource.pool, input.Username);
        person.groups[groupNamed(resource.pool, input.GroupName).name] = 'call';
        person.modifiedMs = now();
        await pools.changed(resource.pool);
        return {};
      },
    }),
    defineOperation({
      name: 'AdminRemoveUserFromGroup',
      input: Membership,
      errors: NO_USER,
      resource: pool,
      async run({ input, resource }) {
        const person = personNamed(resource.pool, input.Username);
        delete person.groups[groupNamed(resource.pool, input.GroupName).name];
        person.modifiedMs = now();
        await pools.changed(resource.pool);
        return {};
      },
    }),
    defineOperation({
      name: 'AdminListGroupsForUser',
      input: ListGroupsForUser,
      errors: NO_USER,
      resource: pool,
      run({ input, resource }) {
        const groups = groupsOf(resource.pool, personNamed(resource.pool, input.Username));
        return groupPage(resource.pool, groups, input, byName);
      },
    }),
    defineOperation({
      name: 'ListGroups',
      input: ListGroups,
      errors: POOL_ERRORS,
      resource: pool,
      run: ({ input, resource }) =>
        groupPage(resource.pool, [...resource.pool.groups.values()], input, byName),
    }),
    defineOperation({
      name: 'ListUsersInGroup',
      input: ListUsersInGroup,
      errors: POOL_ERRORS,
      resource: pool,
      run({ input, resource }) {
        const { name } = groupNamed(resource.pool, input.GroupName);
        const members = [...resource.pool.people.values()].filter(({ groups }) =>
          Object.hasOwn(groups, name),
        );
        const { items, next } = page(members, input.Limit, input.NextToken, ({ sub }) => sub);
        return {
          Users: items.map((person) => userShape(person)),
          ...(next === undefined ? {} : { NextToken: next }),
        };
      },
    }),
  ];
}

function groupPage(
  pool: Pool,
  groups: readonly Group[],
  input: { Limit?: number | undefined; NextToken?: string | undefined },
  nameOf: (group: Group) => string,
) {
  const { items, next } = page(groups, input.Limit, input.NextToken, nameOf);
  return {
    Groups: items.map((group) => groupShape(pool, group)),
    ...(next === undefined ? {} : { NextToken: next }),
  };
}

/** Throws ResourceNotFoundException. */
export function groupNamed(pool: Pool, name: string): Group {
  const group = pool.groups.get(name);
  if (group) return group;
  throw new ServiceError('ResourceNotFoundException', 'Group not found.');
}
