// The secrets of keys, as the laptop keeps them.
import { readFileSync } from 'node:fs';

/** By key id; none where nothing was kept yet. `parse` throws naming the file. */
export function readSecrets(
  file: string | null,
  parse: (text: string, file: string) => unknown,
): Map<string, Buffer> {
  if (file === null) return new Map();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    throw error;
  }
  const kept = parse(text, file) as Record<string, string>;
  return new Map(Object.entries(kept).map(([id, secret]) => [id, Buffer.from(secret, 'base64')]));
}
