// template.yaml as the laptop reads it, parsed once in a run: that takes longer than most of what suites do with it.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseTemplate, type Template } from '../../packages/laptop-cloud/src/stack/template.ts';
import { sharedBySuites } from './shared-by-suites.ts';

export const ownTemplate: Template = parsedOnce();

function parsedOnce(): Template {
  const kept = path.join(sharedBySuites, 'template.json');
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, 'utf8')) as Template;
  const template = parseTemplate(
    readFileSync(path.join(import.meta.dirname, '../..', 'template.yaml'), 'utf8'),
  );
  // Appears as a whole; two workers may both have parsed it.
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify(template));
  renameSync(`${kept}.${process.pid}`, kept);
  return template;
}
