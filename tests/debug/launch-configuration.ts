// What F5 does in VS Code, read from .vscode/launch.json.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

export const ROOT = path.join(import.meta.dirname, '../..');

export interface LaunchConfiguration {
  name: string;
  type: string;
  request: string;
  program?: string;
  args?: string[];
  runtimeExecutable?: string;
  runtimeSourcemapPausePatterns?: string[];
  preLaunchTask?: string;
  [other: string]: unknown;
}

export interface LaunchFile {
  configurations: LaunchConfiguration[];
  inputs: { id: string; type: string; default?: string; options?: string[] }[];
}

/** A file of .vscode/. JSON with comments and trailing commas, which happens to be YAML. */
export function readSettings<Settings>(name: string): Settings {
  return parse(readFileSync(path.join(ROOT, '.vscode', name), 'utf8')) as Settings;
}

/** The configuration of this name with VS Code's variables replaced, `values` by name (`file`, `input:sample`). */
export function launchConfiguration(name: string, values: Record<string, string> = {}): LaunchConfiguration {
  const { configurations } = readSettings<LaunchFile>('launch.json');
  const found = configurations.find((configuration) => configuration.name === name);
  if (!found) throw new Error(`launch.json has no configuration ${name}`);
  const known: Record<string, string> = { workspaceFolder: ROOT, ...values };
  return JSON.parse(
    JSON.stringify(found).replaceAll(/\$\{([^}]+)\}/g, (all, variable: string) => known[variable] ?? all),
  ) as LaunchConfiguration;
}
