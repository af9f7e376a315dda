// Which step, and which event: as given, as used last, or the first there is.

import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { howToRunWith } from '../../how-to-run.ts';
import { nameHint } from '../../near-names.ts';
import { UsageError } from '../usage-error.ts';
import { DEFAULT_STATE } from '../use-cloud.ts';
import { functionSources, stepOfSource } from './entry-points.ts';

export interface Chosen {
  step: string;
  file: string;
  /** Why this event, when nobody named it. */
  why?: string;
}

const EVENTS = 'events';
const LAST_EVENTS = 'last-events.json';

/** `Weigh event.json`, an event file whose folder is named after the step, the source of its handler, or a step alone. */
export function stepAndEvent(
  words: readonly string[],
  templatePath: string,
  stateFolder = DEFAULT_STATE,
): Chosen {
  const [first, second, ...more] = words;
  if (first === undefined || more.length > 0) {
    throw new UsageError(
      `which step and event? For example: ${howToRunWith('step')} STEP events/<step>/<case>.json`,
    );
  }
  if (second !== undefined) return { step: stepOf(first, templatePath), file: second };
  if (first.endsWith('.json'))
    return { step: pascalCase(path.basename(path.dirname(path.resolve(first)))), file: first };
  const step = stepOf(first, templatePath);
  return { step, ...eventFor(step, templatePath, stateFolder) };
}

/** Remembers the event that a step got. */
export function noteEvent(stateFolder: string, step: string, file: string): void {
  mkdirSync(stateFolder, { recursive: true });
  const events = { ...lastEvents(stateFolder), [step]: path.resolve(file) };
  writeFileSync(path.join(stateFolder, LAST_EVENTS), `${JSON.stringify(events, undefined, 2)}\n`);
}

/** A source is a step where a function starts in it. */
function stepOf(word: string, templatePath: string): string {
  if (!/\.[cm]?[jt]s$/.test(word)) return word;
  if (!existsSync(word)) throw new UsageError(`${word} does not exist`);
  const step = stepOfSource(word, functionSources(templatePath));
  if (step !== undefined) return step;
  throw new UsageError(
    `${word} is no step: no function of ${templatePath} starts there; name a source that one does, or an event of ${EVENTS}/`,
  );
}

function eventFor(step: string, templatePath: string, stateFolder: string): Omit<Chosen, 'step'> {
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
    throw new UsageError(
      `there is no event for ${step} in ${folder}/; ${nameHint(step, stepsWithEvents(templatePath))}`,
    );
  return { file: path.join(folder, file), why: `the first event of ${folder}/` };
}

/** By the folders of their events. */
function stepsWithEvents(templatePath: string): string[] {
  return functionSources(templatePath)
    .map(({ step }) => step)
    .filter((step) => existsSync(path.join(EVENTS, kebabCase(step))));
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
