// The keys that a pool signs with: two pairs, as Cognito has, one for ID tokens and one for access tokens. Who checks tokens
// has to find a key by its id.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { CryptoKey, JWK } from 'jose';
import { replaceFileSoon } from '../../atomic-file.ts';
import { readKept } from './kept-file.ts';

export type TokenUse = 'id' | 'access';

export interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
}

export interface Keys {
  /** Makes the pool's keys when it has none yet; they stay the same after a restart. */
  signingKey(poolId: string, use: TokenUse): Promise<SigningKey>;
  /** The public halves. */
  jwks(poolId: string): Promise<{ keys: JWK[] }>;
}

type Kept = Record<TokenUse, JWK>;

const OWNER_ONLY = 0o600;
const ALGORITHM = 'RS256';

export function createKeys(folder: string): Keys {
  const opened = new Map<string, Promise<Kept>>();

  async function open(poolId: string): Promise<Kept> {
    const file = path.join(folder, `${poolId}.keys.json`);
    const kept = readKept(file) as Kept | undefined;
    if (kept) return kept;
    const [id, access] = await Promise.all([newKey(), newKey()]);
    replaceFileSoon(file, JSON.stringify({ id, access }), OWNER_ONLY);
    return { id, access };
  }

  function keysOf(poolId: string): Promise<Kept> {
    const known =
      opened.get(poolId) ??
      open(poolId).catch((error: unknown) => {
        // The disk did not take them: whoever asks next may have more luck.
        opened.delete(poolId);
        throw error;
      });
    opened.set(poolId, known);
    return known;
  }

  return {
    async signingKey(poolId, use) {
      const key = (await keysOf(poolId))[use];
      const { importJWK } = await import('jose');
      return { kid: key.kid!, privateKey: (await importJWK(key, ALGORITHM)) as CryptoKey };
    },
    async jwks(poolId) {
      const { id, access } = await keysOf(poolId);
      const publicHalf = ({ kid, n, e }: JWK): JWK => ({
        alg: ALGORITHM,
        e: e!,
        kid: kid!,
        kty: 'RSA',
        n: n!,
        use: 'sig',
      });
      return { keys: [publicHalf(id), publicHalf(access)] };
    },
  };
}

async function newKey(): Promise<JWK> {
  const { exportJWK, generateKeyPair } = await import('jose');
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomBytes(32).toString('base64') };
}
