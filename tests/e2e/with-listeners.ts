// The application's template with the resources of examples/listeners beside its own, as one: what would be a second stack's is
// given what the outputs of the first name.

import { copyFileSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './laptop.ts';

/** What `--parameter-overrides` of the listeners' stack would say. */
const GIVEN: Readonly<Record<string, string>> = {
  EventBusName: 'PhotoEvents',
  RiderMessagesTopicArn: 'RiderMessages',
};

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Writes the template into a folder that has whatever else the application is made of; gives its path. */
export function templateWithListeners(): string {
  const application = read('template.yaml');
  const [, parameters, resources, outputs] =
    /\nParameters:\n([\s\S]+?)\nResources:\n([\s\S]+?)\nOutputs:\n([\s\S]+)$/.exec(
      read('examples/listeners/template.yaml'),
    )!;
  const asked = [...parameters!.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name!);
  const unknown = asked.filter((name) => !Object.hasOwn(GIVEN, name));
  if (unknown.length > 0) throw new Error(`The listeners ask for ${unknown.join(', ')}: say here what it is`);
  const filledIn = Object.entries(GIVEN).reduce(
    (text, [parameter, resource]) =>
      text
        .replaceAll(`!Ref ${parameter}\n`, `!Ref ${resource}\n`)
        .replaceAll(`!Ref ${parameter} `, `!Ref ${resource} `),
    resources!,
  );
  const folder = mkdtempSync(path.join(tmpdir(), 'listeners-'));
  // Junctions, and no link to a file: Windows lets everybody make those.
  for (const name of ['src', 'statemachine', 'layers', 'node_modules'])
    symlinkSync(path.join(ROOT, name), path.join(folder, name), 'junction');
  copyFileSync(path.join(ROOT, 'package.json'), path.join(folder, 'package.json'));
  const file = path.join(folder, 'template.yaml');
  writeFileSync(file, `${application.replace('\nOutputs:\n', `\n${filledIn}\nOutputs:\n`)}${outputs}`);
  return file;
}
