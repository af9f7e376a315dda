// Which keys there are: those of template.yaml, by id, ARN and alias, and the keys that AWS makes itself, `alias/aws/s3`.

import { type Account, arnOf, keyArn, splitArn } from '../../arns.ts';
import type { KeyRefusal } from '../key-refusal.ts';

export interface Keys {
  make(id: string, spec: string): void;
  name(alias: string, target: string): void;
  /** The id of what may be an id, an ARN or an alias. */
  idOf(keyId: string): string;
  specOf(id: string): string | undefined;
  refusal: KeyRefusal;
}

const AWS_MANAGED = /^alias\/aws\/[a-z0-9-]+$/;
const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export function createKeys(account: Account): Keys {
  const specs = new Map<string, string>();
  const aliases = new Map<string, string>();

  /** `key/ID`, `alias/NAME` or the id alone. */
  const resourceOf = (keyId: string): string => splitArn(keyId)?.resource ?? keyId;
  const idOf = (keyId: string): string => {
    const resource = resourceOf(keyId);
    return (aliases.get(resource) ?? resource).replace(/^key\//, '');
  };

  return {
    make: (id, spec) => void specs.set(id, spec),
    name: (alias, target) => void aliases.set(alias, resourceOf(target)),
    idOf,
    specOf: (id) => specs.get(id),
    refusal(keyId) {
      const arn = splitArn(keyId);
      if (arn && (arn.accountId !== account.accountId || arn.region !== account.region)) return undefined;
      const resource = resourceOf(keyId);
      const id = idOf(keyId);
      if (specs.has(id) || AWS_MANAGED.test(resource)) return undefined;
      if (resource.startsWith('alias/')) return `Alias ${arnOf('kms', account, resource)} is not found.`;
      return KEY_ID.test(id) ? `Key '${keyArn(account, id)}' does not exist` : `Invalid keyId '${keyId}'`;
    },
  };
}
