// npm run --silent definition -- [FILE] [--set TOKEN=VALUE]... : prints a definition with its tokens filled in.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asked } from '../tools/asked.ts';
import { fillDefinition } from './fill-definition.ts';

const HELP = `npm run --silent definition -- [FILE] [--set TOKEN=VALUE]...

Prints a definition of a state machine (statemachine/check-photo.asl.json) with its tokens filled in, for tools that know no
template: stand-ins for names and ARNs, or what --set says, e.g. --set LabelPhotos=off.`;

try {
  const { positionals, values } = asked(HELP, {
    allowPositionals: true,
    options: { set: { type: 'string', multiple: true, default: [] } },
  });
  const given = values.set.map((word): [string, string] => {
    const at = word.indexOf('=');
    if (at < 1) throw new Error(`--set takes TOKEN=VALUE, not "${word}"`);
    return [word.slice(0, at), word.slice(at + 1)];
  });
  const file = positionals[0] ?? path.join(import.meta.dirname, 'check-photo.asl.json');
  process.stdout.write(fillDefinition(readFileSync(file, 'utf8'), Object.fromEntries(given)));
} catch (error) {
  console.error(`error ${(error as Error).message}`);
  process.exitCode = 2;
}
