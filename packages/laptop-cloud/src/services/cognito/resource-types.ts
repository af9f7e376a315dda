// How the template's pools, clients, groups and users live here.
import * as z from 'zod';
import type { ResourceType, ResourceTypes } from '../../stack/resource.ts';
import { Count, readProperties } from '../template-values.ts';
import { CLIENT_PROPERTIES, clientSettings } from './client-settings.ts';
import type { CognitoParts } from './cognito-parts.ts';
import { groupNamed } from './group-operations.ts';
import { clientIdOf, clientSecretOf, poolIdOf } from './ids.ts';
import { IGNORED_OF_CLIENTS, IGNORED_OF_POOLS, IGNORED_OF_USERS } from './ignored-properties.ts';
import { attributesOfList, NAME_AND_VALUE } from './operation-shapes.ts';
import { addPerson, checkAttributes, findPerson, personNamed } from './people.ts';
import { POOL_PROPERTIES, poolSettings } from './pool-settings.ts';

const STANDARD_SCOPES = ['openid', 'email', 'phone', 'profile', 'aws.cognito.signin.user.admin'];

const Domain = z.strictObject({
  UserPoolId: z.string(),
  Domain: z.string().check(
    z.regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, {
      error: 'small letters, digits and hyphens between them, 63 at most',
    }),
    z.refine((domain) => !/aws|amazon|cognito/.test(domain), {
      error: 'Cognito takes no domain with aws, amazon or cognito in it',
    }),
  ),
});
const ResourceServer = z.strictObject({
  UserPoolId: z.string(),
  Identifier: z.string(),
  Name: z.string(),
  Scopes: z.array(z.strictObject({ ScopeName: z.string(), ScopeDescription: z.string() })).default([]),
});
const Group = z.strictObject({
  UserPoolId: z.string(),
  GroupName: z.string().optional(),
  Description: z.string().optional(),
  Precedence: Count.optional(),
  RoleArn: z.string().optional(),
});
const User = z.strictObject({
  UserPoolId: z.string(),
  Username: z.string().optional(),
  UserAttributes: z.array(NAME_AND_VALUE).default([]),
});
const Attachment = z.strictObject({ UserPoolId: z.string(), Username: z.string(), GroupName: z.string() });

/** `seed` makes secrets of clients that nobody can guess. */
export function cognitoResourceTypes(parts: CognitoParts, seed: string): ResourceTypes {
  const { pools, tokens, region, endpoint, now } = parts;

  return {
    'AWS::Cognito::UserPool': {
      nameProperty: 'UserPoolName',
      properties: POOL_PROPERTIES,
      ignored: IGNORED_OF_POOLS,
      ref: (name, context, logicalId = name) => poolIdOf(context, logicalId),
      attributes: (name, context, logicalId = name) => {
        const id = poolIdOf(context, logicalId);
        return {
          Arn: pools.arnOf(id),
          ProviderName: `cognito-idp.${region}.amazonaws.com/${id}`,
          ProviderURL: tokens.issuerOf(id),
          UserPoolId: id,
        };
      },
      localUrls: () => ({ [`https://cognito-idp.${region}.amazonaws.com`]: endpoint() }),
      ...reading((properties) => poolSettings(properties), IGNORED_OF_POOLS),
      async provision({ logicalId, physicalName, properties }, context) {
        const settings = poolSettings(without(properties, IGNORED_OF_POOLS));
        const pool = pools.put({ id: poolIdOf(context, logicalId), name: physicalName, settings });
        // What the template has of them comes after it.
        pool.groups.clear();
        pool.customScopes.clear();
      },
    },
    'AWS::Cognito::UserPoolClient': {
      nameProperty: 'ClientName',
      properties: CLIENT_PROPERTIES,
      ignored: IGNORED_OF_CLIENTS,
      ref: (name, context, logicalId = name) => clientIdOf(context, logicalId),
      attributes: (name, context, logicalId = name) => {
        const id = clientIdOf(context, logicalId);
        return { ClientId: id, ClientSecret: clientSecretOf(seed, id), Name: name };
      },
      ...reading((properties) => clientSettings(properties, ''), IGNORED_OF_CLIENTS),
      async provision({ logicalId, physicalName, properties }, context) {
        const given = clientSettings(without(properties, IGNORED_OF_CLIENTS), physicalName);
        const { poolId, hasSecret, ...settings } = given;
        const pool = pools.pool(poolId);
        const unknown = settings.scopes.filter(
          (scope) => !STANDARD_SCOPES.includes(scope) && !pool.customScopes.has(scope),
        );
        if (unknown.length > 0)
          throw new Error(
            `AllowedOAuthScopes: no resource server of the pool has ${unknown.join(', ')}; a client with custom scopes needs DependsOn on its resource server`,
          );
        const id = clientIdOf(context, logicalId);
        pools.putClient({
          ...settings,
          id,
          pool,
          ...(hasSecret ? { secret: clientSecretOf(seed, id) } : {}),
        });
      },
    },
    'AWS::Cognito::UserPoolDomain': {
      nameProperty: 'Domain',
      properties: ['Domain', 'UserPoolId'],
      ignored: { ManagedLoginVersion: 'the laptop has one page to sign in, whatever the version' },
      ref: (name) => name,
      attributes: () => ({}),
      localUrls: (domain) => ({ [`https://${domain}.auth.${region}.amazoncognito.com`]: endpoint() }),
      ...reading((properties) => readProperties(Domain, properties), { ManagedLoginVersion: '' }),
      async provision({ properties }) {
        const given = readProperties(Domain, without(properties, { ManagedLoginVersion: '' }));
        pools.pool(given.UserPoolId).domain = given.Domain;
      },
    },
    'AWS::Cognito::UserPoolResourceServer': {
      properties: ['Identifier', 'Name', 'Scopes', 'UserPoolId'],
      ignored: {},
      // The identifier is part of scopes everywhere; CloudFormation gives it as Ref, too.
      nameProperty: 'Identifier',
      ref: (name) => name,
      attributes: () => ({}),
      ...reading((properties) => readProperties(ResourceServer, properties)),
      async provision({ properties }) {
        const { UserPoolId, Identifier, Scopes } = readProperties(ResourceServer, properties);
        const { customScopes } = pools.pool(UserPoolId);
        for (const { ScopeName } of Scopes) customScopes.add(`${Identifier}/${ScopeName}`);
      },
    },
    'AWS::Cognito::UserPoolGroup': {
      nameProperty: 'GroupName',
      properties: Object.keys(Group.shape),
      ignored: {},
      ref: (name) => name,
      attributes: () => ({}),
      ...reading((properties) => readProperties(Group, properties)),
      async provision({ physicalName, properties }) {
        const { UserPoolId, Description, Precedence, RoleArn } = readProperties(Group, properties);
        pools.pool(UserPoolId).groups.set(physicalName, {
          name: physicalName,
          ...(Description === undefined ? {} : { description: Description }),
          ...(Precedence === undefined ? {} : { precedence: Precedence }),
          ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
        });
      },
    },
    'AWS::Cognito::UserPoolUser': {
      nameProperty: 'Username',
      properties: Object.keys(User.shape),
      ignored: IGNORED_OF_USERS,
      ref: (name) => name,
      attributes: () => ({}),
      ...reading((properties) => readProperties(User, properties), IGNORED_OF_USERS),
      async provision({ physicalName, properties }) {
        const given = readProperties(User, without(properties, IGNORED_OF_USERS));
        const pool = pools.pool(given.UserPoolId);
        const attributes = attributesOfList(given.UserAttributes);
        checkAttributes(pool, attributes);
        const person =
          findPerson(pool, physicalName) ??
          addPerson(
            pool,
            { username: physicalName, madeBy: 'stack', status: 'FORCE_CHANGE_PASSWORD' },
            now(),
          );
        Object.assign(person.attributes, attributes);
        pools.remember(person);
        await pools.changed(pool);
      },
    },
    'AWS::Cognito::UserPoolUserToGroupAttachment': {
      properties: Object.keys(Attachment.shape),
      ignored: {},
      ref: (name) => name,
      attributes: () => ({}),
      ...reading((properties) => readProperties(Attachment, properties)),
      async provision({ properties }) {
        const { UserPoolId, Username, GroupName } = readProperties(Attachment, properties);
        const pool = pools.pool(UserPoolId);
        personNamed(pool, Username).groups[groupNamed(pool, GroupName).name] = 'stack';
        await pools.changed(pool);
      },
    },
    'AWS::Cognito::ManagedLoginBranding': {
      properties: [],
      ignored: Object.fromEntries(
        [
          'UserPoolId',
          'ClientId',
          'UseCognitoProvidedValues',
          'Settings',
          'Assets',
          'ReturnMergedResources',
        ].map((name) => [name, 'the laptop has a page of its own to sign in']),
      ),
      ref: (name) => name,
      attributes: (name) => ({ ManagedLoginBrandingId: name }),
    },
  };
}

/** Refuses values that are not supported before anything is made. */
function reading(
  read: (properties: Record<string, unknown>) => unknown,
  ignored: Readonly<Record<string, string>> = {},
): Required<Pick<ResourceType, 'check'>> {
  return { check: ({ properties }) => void read(without(properties, ignored)) };
}

function without(
  properties: Record<string, unknown>,
  ignored: Readonly<Record<string, string>>,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !Object.hasOwn(ignored, name)));
}
