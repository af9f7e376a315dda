// Who signs on the laptop: the root user at the keyboard, and a key pair for each role of the template.

import { createHash } from 'node:crypto';
import { rootArn } from './arns.ts';
import type { Principal } from './services/service.ts';
import type { Role } from './stack/roles.ts';

export interface AccessKey {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Identities {
  /** Takes the roles of a stack; until then only root is known. */
  setRoles(roles: ReadonlyMap<string, Role>): void;
  /** Whose key it is. */
  find(accessKeyId: string): { secretAccessKey: string; principal: Principal } | undefined;
  /** The key that a function or state machine with this role signs with. Throws for a role that is not in the stack. */
  keyOf(roleArn: string): AccessKey;
  principalOf(roleArn: string): Principal | undefined;
}

/** For people and tools at the keyboard; the README shows it. Nothing listens beyond this machine. */
export const ROOT_KEY: AccessKey = { accessKeyId: 'local', secretAccessKey: 'local' };

/** For commands that follow what happens: whoever uses it may do everything, and disturbs nothing. */
export const ONLOOKER_KEY: AccessKey = { accessKeyId: 'local-onlooker', secretAccessKey: 'local' };

export function createIdentities(accountId: string): Identities {
  const root: Principal = { arn: rootArn(accountId), can: () => true };
  const onlooker: Principal = { ...root, isOnlooker: true };
  const byKey = new Map([
    [ROOT_KEY.accessKeyId, { secretAccessKey: ROOT_KEY.secretAccessKey, principal: root }],
    [ONLOOKER_KEY.accessKeyId, { secretAccessKey: ONLOOKER_KEY.secretAccessKey, principal: onlooker }],
  ]);
  const byRole = new Map<string, { key: AccessKey; principal: Principal }>();
  return {
    setRoles(roles) {
      for (const [arn, role] of roles) {
        const key = keyFor(arn);
        const principal = { arn: role.assumedArn('laptop'), can: role.can, denies: role.denies };
        byRole.set(arn, { key, principal });
        byKey.set(key.accessKeyId, { secretAccessKey: key.secretAccessKey, principal });
      }
    },
    find: (accessKeyId) => byKey.get(accessKeyId),
    keyOf(roleArn) {
      const role = byRole.get(roleArn);
      if (!role) throw new Error(`${roleArn} is no role of the stack`);
      return role.key;
    },
    principalOf: (roleArn) => byRole.get(roleArn)?.principal,
  };
}

/** The same role has the same key at every start, so that a debugger may keep one. */
export function keyFor(roleArn: string): AccessKey {
  const hash = createHash('sha256').update(roleArn).digest('hex');
  return { accessKeyId: `ASIA${hash.slice(0, 16).toUpperCase()}`, secretAccessKey: hash.slice(16, 56) };
}
