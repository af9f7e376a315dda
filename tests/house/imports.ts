// Finds what every source file imports, for the tests that keep the house in order.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.join(import.meta.dirname, '../..');

export interface SourceFile {
  /** Path from the root, with forward slashes. */
  file: string;
  text: string;
  /** Import specifiers; relative ones resolved to paths from the root. */
  imports: string[];
}

/** Every TypeScript file under a folder of the project. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => read(path.join(entry.parentPath, entry.name)));
}

/** One file, by its path from the root. */
export function sourceFile(file: string): SourceFile {
  return read(path.join(ROOT, file));
}

function read(absolute: string): SourceFile {
  const text = readFileSync(absolute, 'utf8');
  const file = path.relative(ROOT, absolute).split(path.sep).join('/');
  const specifiers = [...text.matchAll(/(?:from\s+|import\s*\(\s*|^import\s+|require\(\s*)'([^']+)'/gm)].map(
    (m) => m[1]!,
  );
  const imports = specifiers.map((specifier) =>
    specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier,
  );
  return { file, text, imports };
}
