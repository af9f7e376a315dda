// The functions of a template with the sources they start in, read without making anything.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { mergeGlobals } from '../../stack/globals.ts';
import { parseTemplate } from '../../stack/template.ts';

export interface FunctionSource {
  /** Its logical id, without the word Function at its end. */
  step: string;
  /** Absolute paths without their endings. */
  stems: readonly string[];
}

const ENDING = /\.[cm]?[jt]s$/;

/** Every function whose code lies in this project. Throws StackError for a template that cannot be read as one. */
export function functionSources(templatePath: string): FunctionSource[] {
  if (!existsSync(templatePath)) return [];
  const resources = mergeGlobals(parseTemplate(readFileSync(templatePath, 'utf8'), templatePath));
  const folder = path.dirname(path.resolve(templatePath));
  return Object.entries(resources)
    .filter(([, { type }]) => /^AWS::(Serverless|Lambda)::Function$/.test(type))
    .map(([logicalId, { properties, metadata }]) => {
      const { CodeUri, Code, Handler } = properties;
      const code = path.resolve(folder, String(CodeUri ?? Code ?? '.'));
      const { EntryPoints = [] } = Object(metadata['BuildProperties']) as { EntryPoints?: unknown };
      const handler = String(Handler ?? '');
      const entries = [...[EntryPoints].flat().map(String), handler.slice(0, handler.lastIndexOf('.'))];
      return {
        step: logicalId.replace(/Function$/, ''),
        stems: entries.map((entry) => path.resolve(code, entry.replace(ENDING, ''))),
      };
    });
}

/** The step whose function starts in a source, if any does. */
export function stepOfSource(file: string, sources: readonly FunctionSource[]): string | undefined {
  const stem = path.resolve(file).replace(ENDING, '');
  return sources.find(({ stems }) => stems.includes(stem))?.step;
}
