// How a person types a command here: an application may have given it a script of its own.

import { readFileSync } from 'node:fs';

/** How a person runs a command here: by the script of package.json that does, or by npx. */
export function howToRun(command: string): string {
  if (!scripts().has(command)) return `npx laptop-cloud ${command}`;
  return command === 'start' ? 'npm start' : `npm run ${command}`;
}

/** The same with room for options behind it. */
export function howToRunWith(command: string): string {
  return scripts().has(command) ? `${howToRun(command)} --` : howToRun(command);
}

let known: Set<string> | undefined;

/** Names of the scripts of the package.json here that run the laptop cloud. */
function scripts(): ReadonlySet<string> {
  known ??= new Set(
    Object.entries(packageScripts()).flatMap(([name, line]) =>
      new RegExp(`\\blaptop-cloud(\\.mjs)?"? ${name}\\b`).test(line) ? [name] : [],
    ),
  );
  return known;
}

function packageScripts(): Record<string, string> {
  try {
    const { scripts = {} } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts?: Record<string, string>;
    };
    return scripts;
  } catch {
    // None here, or none that can be read: then there is no script.
    return {};
  }
}
