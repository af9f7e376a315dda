// Which tests stand for a file: F5 on a source runs its tests, as F5 on a test runs that.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { escaped } from './escaped.ts';

/**
 * Paths of test files, relative to the project: the file itself when it is a test; else the test that mirrors it, or tests of its
 * room that name it (steps are loaded by their names); else those of whatever imports it, nearest first. None when there are none.
 */
export function testsOf(file: string, root: string): string[] {
  return testFinder(root)(file);
}

/** The same for many files of a project that stays as it is meanwhile: it is read once. */
export function testFinder(root: string): (file: string) => string[] {
  const sources = ['src', 'packages', 'tools', 'tests'].flatMap((folder) => filesIn(root, folder));
  const texts = new Map(sources.map((source) => [source, readFileSync(path.join(root, source), 'utf8')]));
  const importers = importersIn(texts);
  return (file) => find(path.relative(root, path.resolve(file)).split(path.sep).join('/'), texts, importers);
}

type Texts = ReadonlyMap<string, string>;

function find(relative: string, texts: Texts, importers: ReadonlyMap<string, readonly string[]>): string[] {
  if (!texts.has(relative)) return [];
  const seen = new Set([relative]);
  for (let level = [relative]; level.length > 0; ) {
    const found = [...new Set(level.flatMap((each) => ownTests(each, texts)))];
    if (found.length > 0) return found;
    level = [...new Set(level.flatMap((each) => importers.get(each) ?? []))].filter(
      (each) => !seen.has(each),
    );
    for (const each of level) seen.add(each);
  }
  return [];
}

function ownTests(file: string, texts: Texts): string[] {
  if (isTest(file)) return [file];
  const mirror = mirrorOf(file).replace(/\.ts$/, '');
  if (texts.has(`${mirror}.test.ts`)) return [`${mirror}.test.ts`];
  const { dir, base } = path.posix.parse(mirror);
  const name = new RegExp(`['"/]${escaped(base)}(\\.ts)?['"]`);
  return [...texts]
    .filter(([each, text]) => isTest(each) && path.posix.dirname(each) === dir && name.test(text))
    .map(([each]) => each);
}

/** `tests/domain/verdict.ts` of `src/domain/verdict.ts`; packages and tools have tests of their own. */
function mirrorOf(file: string): string {
  return file
    .replace(/^(packages\/[^/]+)\/src\//, '$1/tests/')
    .replace(/^src\//, 'tests/')
    .replace(/^tools\//, 'tests/tools/');
}

function importersIn(texts: Texts): Map<string, string[]> {
  const importers = new Map<string, string[]>();
  for (const [source, text] of texts)
    for (const imported of importsOf(source, text))
      importers.set(imported, [...(importers.get(imported) ?? []), source]);
  return importers;
}

function importsOf(source: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import|import\()\s*'(\.{1,2}\/[^']+)'/g)].map(([, specifier]) =>
    path.posix.join(path.posix.dirname(source), specifier ?? ''),
  );
}

function isTest(file: string): boolean {
  return file.endsWith('.test.ts');
}

function filesIn(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
