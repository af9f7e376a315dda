// Cognito user pools on a laptop: an issuer of tokens that applications check as they check Cognito's, a page to sign in
// without a password, and the operations on people and groups.
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from 'states-language';
import { replaceFileSoon } from '../../atomic-file.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { StackError } from '../../stack/stack-error.ts';
import { readKeptSecret } from '../kept-json.ts';
import { jsonService } from '../protocols/json.ts';
import type { Service } from '../service.ts';
import type { CognitoParts } from './cognito-parts.ts';
import { groupOperations } from './group-operations.ts';
import { createKeys } from './keys.ts';
import { addPerson, findPerson } from './people.ts';
import { poolOperations } from './pool-operations.ts';
import { createPools, type Pools } from './pools.ts';
import { cognitoResourceTypes } from './resource-types.ts';
import { createSessions } from './sessions.ts';
import { createTokenIssuer } from './tokens.ts';
import { userOperations } from './user-operations.ts';
import { mailOf } from './web/authorize.ts';
import { answerPools, isForPools } from './web/routes.ts';

/** Somebody whom the page offers from the start, in every pool of the template. */
export interface DemoPerson {
  username: string;
  /** Groups of the template; in pools that do not have one the person is in none. */
  groups?: readonly string[];
  /** Beside `email` and `email_verified`, which everybody has. */
  attributes?: Readonly<Record<string, string>>;
}

export interface CognitoOptions {
  accountId: string;
  region: string;
  /** Holds people, keys and who is signed in; for its owner alone. */
  folder: string;
  /** Origin of the gateway. */
  endpoint(): string;
  /** The machine's clock by default. */
  clock?: Pick<Clock, 'now'>;
  log?: (line: string) => void;
}

export interface Cognito {
  service: Service;
  resourceTypes: ResourceTypes;
  /** To be called once the stack is there. Throws StackError for a group that no pool has. */
  welcome(people: readonly DemoPerson[]): void;
}

export function createCognito(options: CognitoOptions): Cognito {
  const { folder, region, endpoint } = options;
  const log = options.log ?? ((line: string) => console.error(line));
  const now = () => (options.clock ?? Date).now();
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const pools = createPools({ accountId: options.accountId, region, folder, now });
  const keys = createKeys(folder);
  const sessions = createSessions({ folder, now });
  const tokens = createTokenIssuer({ keys, endpoint, now, isPool: (id) => pools.find(id) !== undefined });
  const parts: CognitoParts = { pools, keys, tokens, sessions, region, endpoint, now };

  const service = jsonService({
    scope: 'cognito-idp',
    version: '1.1',
    targetPrefix: 'AWSCognitoIdentityProviderService',
    badInput: 'InvalidParameterException',
    operations: [...poolOperations(parts), ...userOperations(parts), ...groupOperations(parts)],
    log,
    close: async () => {
      await pools.close();
      await sessions.close();
    },
  });

  return {
    service: {
      ...service,
      takesUnsigned: isForPools,
      handle: (request) => (request.isUnsigned ? answerPools(parts, request) : service.handle(request)),
    },
    resourceTypes: cognitoResourceTypes(parts, seedIn(folder)),
    welcome(people) {
      refuseUnknownGroups(pools, people);
      for (const pool of pools.all()) {
        for (const { username: name, groups = [], attributes } of people) {
          const isMail = name.includes('@');
          const username = pool.settings.isNamedByEmail && !isMail ? `${name}@example.com` : name;
          const given = { ...mailOf(pool.settings, username), ...attributes };
          const person =
            findPerson(pool, username) ??
            addPerson(pool, { username, attributes: given, madeBy: 'stack', status: 'CONFIRMED' }, now());
          for (const group of groups) if (pool.groups.has(group)) person.groups[group] = 'stack';
          pools.remember(person);
        }
        void pools.changed(pool);
      }
      pools.dropForgotten();
    },
  };
}

function refuseUnknownGroups(pools: Pools, people: readonly DemoPerson[]): void {
  const all = pools.all();
  if (all.length === 0) return;
  const problems = people.flatMap(({ username, groups = [] }) =>
    groups
      .filter((group) => !all.some((pool) => pool.groups.has(group)))
      .map(
        (group) => `people: ${username} is in the group ${group}, which no user pool of the template has.`,
      ),
  );
  if (problems.length > 0) throw new StackError(problems);
}

const SEED_BYTES = 32;

function seedIn(folder: string): string {
  const file = path.join(folder, 'seed');
  if (!existsSync(file)) replaceFileSoon(file, randomBytes(SEED_BYTES).toString('hex'), 0o600);
  return readKeptSecret(file, SEED_BYTES);
}
