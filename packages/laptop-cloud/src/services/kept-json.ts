// What the laptop cloud itself keeps in a file that is replaced as a whole: read back, or refused by the file's name. A process that
// is killed leaves such a file whole; a machine that loses power, a disk or a hand may not. To go on without what it held would
// write over it.
import { readFileSync } from 'node:fs';
import { JsonTextError, parseJsonText } from './json-text.ts';

/** A file of the state folder does not hold what was written there; the message names it and says the way out. */
export class DamagedStateError extends Error {
  override readonly name = 'DamagedStateError';

  /** `fault` begins with the file. */
  constructor(fault: string, options?: ErrorOptions) {
    super(`${fault}; put back a copy of it, or remove it with all that it held`, options);
  }
}

/** A list of objects or lists. Throws DamagedStateError, and the system's error when it cannot be read. */
export function readKeptList(file: string): unknown[] {
  const list = parseKept(file);
  if (!Array.isArray(list) || !list.every(isObject))
    throw new DamagedStateError(`${file} is damaged: it holds no list of records`);
  return list;
}

/** One object. Throws as `readKeptList` does. */
export function readKeptObject(file: string): object {
  const value = parseKept(file);
  if (!isObject(value) || Array.isArray(value))
    throw new DamagedStateError(`${file} is damaged: it holds no record`);
  return value;
}

/** Random bytes in hexadecimal digits. Throws as `readKeptList` does: others in their place would make worthless what was signed with these. */
export function readKeptSecret(file: string, bytes: number): string {
  const text = readFileSync(file, 'utf8');
  if (text.length !== 2 * bytes || /[^0-9a-f]/.test(text))
    throw new DamagedStateError(`${file} is damaged: it holds no secret of ${bytes} bytes`);
  return text;
}

function parseKept(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return parseJsonText(text, file);
  } catch (cause) {
    if (cause instanceof JsonTextError) throw new DamagedStateError(cause.message, { cause });
    throw cause;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
