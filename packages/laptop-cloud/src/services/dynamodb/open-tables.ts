// Opens the database below the tables, and tells what a damaged one is: the database itself says neither in its errors nor aloud.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedStateError } from '../kept-json.ts';
import { isOfDisk } from './torn-log.ts';

/**
 * To be asked before the database is made, which opens itself soon after: without the file that names all others it would begin an
 * empty one, and remove them. Throws DamagedStateError.
 */
export function refuseToBeginAnew(folder: string): void {
  const hasTables = readdirSync(folder).some((name) => /\.(ldb|sst)$/.test(name));
  if (hasTables && !existsSync(join(folder, 'CURRENT')))
    throw new DamagedStateError(`${folder} is damaged: its file CURRENT is missing`);
}

/** `db.open` of a folder; null is in memory. Rejects when another process has it open, the disk is full, or it is damaged. */
export async function openTables(
  db: { open(): Promise<void> },
  folder: string | null,
  log: (line: string) => void,
): Promise<void> {
  await db.open().catch((error: Error) => {
    throw reasonOf(error, folder);
  });
  if (folder === null) return;
  const bytes = droppedBytes(join(folder, 'LOG'));
  if (bytes > 0)
    log(
      `dynamodb: ${bytes} bytes in ${folder} were damaged and are left out: of what was written last some is missing`,
    );
}

function reasonOf(error: Error, folder: string | null): Error {
  const cause = (error.cause ?? error) as Error & { code?: string };
  if (isOfDisk(error) && cause.message.includes('No space left'))
    return Object.assign(new Error('no space for the tables', { cause: error }), {
      code: 'ENOSPC',
      path: folder,
    });
  if (cause.code === 'LEVEL_LOCKED')
    return new Error(`the tables in ${folder} are open in another process`, { cause: error });
  const isDamaged = cause.code === 'LEVEL_CORRUPTION' || cause.message.includes('No such file');
  return isDamaged
    ? new DamagedStateError(`${folder} is damaged: ${cause.message}`, { cause: error })
    : new Error(`the tables in ${folder} cannot be opened: ${cause.message}`, { cause: error });
}

/** What this opening of the database, whose account of itself the file is, has passed over. */
function droppedBytes(file: string): number {
  if (!existsSync(file)) return 0;
  const dropped = readFileSync(file, 'utf8').matchAll(/dropping (\d+) bytes; Corruption/g);
  return [...dropped].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
}
