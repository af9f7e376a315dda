// The operations on the people of a pool.
// Source: Amazon Cognito user pools API Reference.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { CognitoParts } from './cognito-parts.ts';
import { attributesOfList, NAME_AND_VALUE, onPool, POOL_ERRORS, userShape } from './operation-shapes.ts';
import { page } from './paging.ts';
import { addPerson, personNamed } from './people.ts';
import type { Person, Pool } from './pool.ts';
import { compileUserFilter } from './user-filter.ts';

const UserPoolId = z.string();
const Username = z.string();
const OnUser = z.strictObject({ UserPoolId, Username });
const AdminCreateUser = z.strictObject({
  UserPoolId,
  Username,
  UserAttributes: z.array(NAME_AND_VALUE).default([]),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  DesiredDeliveryMediums: z.array(z.enum(['EMAIL', 'SMS'])).optional(),
  TemporaryPassword: z.string().optional(),
});
const ListUsers = z.strictObject({
  UserPoolId,
  AttributesToGet: z.array(z.string()).optional(),
  Filter: z.string().optional(),
  Limit: z.int().check(z.gte(0), z.lte(60)).optional(),
  PaginationToken: z.string().optional(),
});

const NO_USER = [...POOL_ERRORS, 'UserNotFoundException'];

export function userOperations(parts: CognitoParts): Operation[] {
  const { pools, sessions, now } = parts;
  const pool = onPool(pools);

  return [
    defineOperation({
      name: 'AdminGetUser',
      input: OnUser,
      errors: NO_USER,
      resource: pool,
      run({ input, resource }) {
        const { Attributes, ...rest } = userShape(personNamed(resource.pool, input.Username));
        return { ...rest, UserAttributes: Attributes };
      },
    }),
    defineOperation({
      name: 'AdminCreateUser',
      input: AdminCreateUser,
      errors: [
        ...POOL_ERRORS,
        'UsernameExistsException',
        'UserNotFoundException',
        'UnsupportedUserStateException',
      ],
      resource: pool,
      async run({ input, resource }) {
        // No mail leaves a laptop: there is nothing to send again but to who is there and has not signed in.
        if (input.MessageAction === 'RESEND')
          return { User: userShape(invited(resource.pool, input.Username)) };
        const person = addPerson(
          resource.pool,
          {
            username: input.Username,
            attributes: attributesOfList(input.UserAttributes),
            madeBy: 'call',
            status: 'FORCE_CHANGE_PASSWORD',
          },
          now(),
        );
        await pools.changed(resource.pool);
        return { User: userShape(person) };
      },
    }),
    defineOperation({
      name: 'AdminDeleteUser',
      input: OnUser,
      errors: NO_USER,
      resource: pool,
      async run({ input, resource }) {
        const person = personNamed(resource.pool, input.Username);
        resource.pool.people.delete(person.username);
        sessions.endAllOf(resource.pool.id, person.sub);
        await Promise.all([pools.changed(resource.pool), sessions.kept()]);
        return {};
      },
    }),
    defineOperation({
      name: 'AdminUserGlobalSignOut',
      input: OnUser,
      errors: NO_USER,
      resource: pool,
      async run({ input, resource }) {
        sessions.endAllOf(resource.pool.id, personNamed(resource.pool, input.Username).sub);
        await sessions.kept();
        return {};
      },
    }),
    defineOperation({
      name: 'ListUsers',
      input: ListUsers,
      errors: POOL_ERRORS,
      resource: pool,
      run({ input, resource }) {
        const matches = compileUserFilter(input.Filter);
        const found = [...resource.pool.people.values()].filter(matches);
        const { items, next } = page(found, input.Limit, input.PaginationToken, (person) => person.sub);
        return {
          Users: items.map((person) => userShape(person, input.AttributesToGet)),
          ...(next === undefined ? {} : { PaginationToken: next }),
        };
      },
    }),
  ];
}

function invited(pool: Pool, username: string): Person {
  const person = personNamed(pool, username);
  if (person.status === 'FORCE_CHANGE_PASSWORD') return person;
  throw new ServiceError(
    'UnsupportedUserStateException',
    'Resend not possible. User status is not FORCE_CHANGE_PASSWORD',
  );
}
