// Which file or folder somebody probably meant who wrote a path that is not there: a Mac finds names in other capitals.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { nearNames } from '../near-names.ts';

/** ` Did you mean src/handlers?`, or nothing where nothing near lies. */
export function pathHint(missing: string): string {
  let absent = path.resolve(missing);
  while (!existsSync(path.dirname(absent))) absent = path.dirname(absent);
  const folder = path.dirname(absent);
  const [near] = nearNames(path.basename(absent), readdirSync(folder));
  return near === undefined ? '' : ` Did you mean ${path.relative('.', path.join(folder, near))}?`;
}
