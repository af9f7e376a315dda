// The secrets of keys, as the laptop keeps them.
import { existsSync } from 'node:fs';
import { readKeptObject } from '../kept-json.ts';

/** By key id; none where nothing was kept yet. Throws DamagedStateError. */
export function readSecrets(file: string | null): Map<string, Buffer> {
  if (file === null || !existsSync(file)) return new Map();
  const kept = Object.entries(readKeptObject(file) as Record<string, string>);
  return new Map(kept.map(([id, secret]) => [id, Buffer.from(secret, 'base64')]));
}
