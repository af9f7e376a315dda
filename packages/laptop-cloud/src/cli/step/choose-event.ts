// Which step, and which event: as given, as used last, or the first there is.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nameHint } from '../../near-names.ts';
import { UsageError } from '../usage-error.ts';
import { DEFAULT_STATE } from '../use-cloud.ts';

export interface Chosen {
  step: string;
  file: string;
  /** Why this event, when nobody named it. */
  why?: string;
}

const EVENTS = 'events';
const LAST_EVENTS = 'last-events.json';

/** `DetectFace event.json`, an event file whose folder is named after the step, a handler's source, or a step alone. */
export function stepAndEvent(words: readonly string[], stateFolder = DEFAULT_STATE): Chosen {
  const [first, second, ...more] = words;
  if (first === undefined || more.length > 0) {
    throw new UsageError(
      'which step and event? For example: npm run step -- DetectFace events/detect-face/sunglasses.json',
    );
  }
  if (second !== undefined) return { step: stepOf(first), file: second };
  if (first.endsWith('.json'))
    return { step: pascalCase(path.basename(path.dirname(path.resolve(first)))), file: first };
  const step = stepOf(first);
  return { step, ...eventFor(step, stateFolder) };
}

/** Remembers the event that a step got. */
export function noteEvent(stateFolder: string, step: string, file: string): void {
  mkdirSync(stateFolder, { recursive: true });
  const events = { ...lastEvents(stateFolder), [step]: path.resolve(file) };
  writeFileSync(path.join(stateFolder, LAST_EVENTS), `${JSON.stringify(events, undefined, 2)}\n`);
}

/** A handler's source is named after its step; any other source runs no step. */
function stepOf(word: string): string {
  if (!/\.[cm]?[jt]s$/.test(word)) return word;
  if (!existsSync(word)) throw new UsageError(`${word} does not exist`);
  const folder = path.basename(path.dirname(path.resolve(word)));
  if (folder !== 'steps')
    throw new UsageError(`${word} is no step: name one of src/steps/, or an event of ${EVENTS}/`);
  return pascalCase(path.basename(word).replace(/\.[cm]?[jt]s$/, ''));
}

function eventFor(step: string, stateFolder: string): Omit<Chosen, 'step'> {
  const last = lastEvents(stateFolder)[step];
  if (last !== undefined && existsSync(last))
    return { file: relative(last), why: `the event that ${step} had last` };
  const folder = path.join(EVENTS, kebabCase(step));
  const [file] = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
    : [];
  if (file === undefined)
    throw new UsageError(`there is no event for ${step} in ${folder}/; ${nameHint(step, stepsWithEvents())}`);
  return { file: path.join(folder, file), why: `the first event of ${folder}/` };
}

/** By the folders of their events. */
function stepsWithEvents(): string[] {
  if (!existsSync(EVENTS)) return [];
  return readdirSync(EVENTS)
    .map(pascalCase)
    .filter((step) => existsSync(path.join('src/steps', `${kebabCase(step)}.ts`)));
}

function lastEvents(stateFolder: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path.join(stateFolder, LAST_EVENTS), 'utf8')) as Record<string, string>;
  } catch {
    // Not there yet, or torn: then nothing is remembered.
    return {};
  }
}

function relative(file: string): string {
  const short = path.relative('.', file);
  return short.startsWith('..') ? file : short;
}

function pascalCase(kebab: string): string {
  return kebab.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(pascal: string): string {
  return pascal
    .replace(/Function$/, '')
    .replaceAll(/(?<!^)([A-Z])/g, '-$1')
    .toLowerCase();
}
