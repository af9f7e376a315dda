// What a recipe makes: new files, insertions into files that are there, and what is left to a person.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../usage-error.ts';

export interface Insertion {
  file: string;
  /** Gives the new text, or undefined where it does not find the place. */
  insert(text: string): string | undefined;
  /** What to paste by hand then. */
  snippet: string;
}

export interface Plan {
  files: { file: string; text: string }[];
  insertions: Insertion[];
  /** A line or a snippet each, in the order of work. */
  left: string[];
}

/** Carries a plan out and gives the lines to print. Throws UsageError, before anything is written, where a file is there already. */
export function writePlan(root: string, { files, insertions, left }: Plan): string[] {
  const taken = files.filter(({ file }) => existsSync(path.join(root, file)));
  if (taken.length > 0)
    throw new UsageError(
      taken.map(({ file }) => `${file} is there already: choose another name, or delete it.`),
    );
  const inserted = insertions.map((insertion) => ({ ...insertion, text: textAfter(root, insertion) }));
  const lines: string[] = [];
  for (const { file, text } of files) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
    lines.push(`made     ${file}`);
  }
  const byHand: string[] = [];
  for (const { file, snippet, text } of inserted) {
    if (text === undefined) byHand.push(`paste into ${file}:\n\n${snippet}\n`);
    else lines.push(`changed  ${file}`);
  }
  format(
    root,
    [...files, ...inserted.filter(({ text }) => text !== undefined)].map(({ file }) => file),
  );
  return [...new Set(lines), '', 'left to you:', ...[...byHand, ...left].map((line) => `- ${line}`)];
}

/** Inserts at once, so that the next insertion into the same file sees it. */
function textAfter(root: string, { file, insert }: Insertion): string | undefined {
  const absolute = path.join(root, file);
  if (!existsSync(absolute)) return undefined;
  const text = insert(readFileSync(absolute, 'utf8'));
  if (text !== undefined) writeFileSync(absolute, text);
  return text;
}

/** As an editor does when it saves: imports in order, long lines broken. Where Biome is not there, nothing is lost. */
function format(root: string, files: readonly string[]): void {
  const sources = [...new Set(files)].filter((file) => /\.(ts|json)$/.test(file));
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  if (sources.length > 0 && existsSync(biome))
    spawnSync(process.execPath, [biome, 'check', '--write', ...sources], { cwd: root, stdio: 'ignore' });
}

/** The text with `added` behind the last match of a global pattern; `added` is made of that match. */
export function behindLast(
  text: string,
  pattern: RegExp,
  added: (match: string) => string,
): string | undefined {
  const last = [...text.matchAll(pattern)].at(-1);
  if (!last) return undefined;
  const end = last.index + last[0].length;
  return text.slice(0, end) + added(last[0]) + text.slice(end);
}
