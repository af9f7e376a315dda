// A `sam` that needs no Docker: what VS Code runs for "Attach to sam local invoke" in this suite.

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Makes the program below a folder. Returns the folder that belongs into PATH. */
export async function standInForSam(folder: string): Promise<string> {
  const programs = path.join(folder, 'bin');
  await mkdir(programs, { recursive: true });
  const program = path.join(programs, 'sam');
  const words = [process.execPath, path.join(import.meta.dirname, 'sam.ts')].map((word) => `'${word}'`);
  await writeFile(program, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  await chmod(program, 0o755);
  return programs;
}
