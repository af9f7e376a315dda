// What `sam deploy --config-env NAME` takes from samconfig.toml.

import { readFileSync } from 'node:fs';
import { nearNames } from 'laptop-cloud/template';
import { parse } from 'smol-toml';
import { UsageError } from '../usage-error.ts';
import type { Overrides } from './overrides.ts';

export interface DeployConfiguration {
  stackName: string | undefined;
  overrides: Overrides;
}

/** The settings of one environment. Throws UsageError for a file that is no TOML, and for an environment that is not in it. */
export function deployConfiguration(file: string, environment: string): DeployConfiguration {
  const tables = readToml(file);
  const settings = tables[environment];
  if (settings === undefined) {
    const known = Object.keys(tables).filter((name) => typeof tables[name] === 'object');
    const near = nearNames(environment, known);
    // SAM goes on with nothing, and deploys the template's defaults.
    throw new UsageError([
      `${file} has no environment ${environment}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '.'} It knows ${known.join(', ')}.`,
    ]);
  }
  const parameters = { ...parametersOf(settings, 'global'), ...parametersOf(settings, 'deploy') };
  const stackName = parameters['stack_name'];
  return {
    stackName: stackName === undefined ? undefined : String(stackName),
    overrides: parameters['parameter_overrides'],
  };
}

function readToml(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError([`${file} cannot be read.`], { cause });
  }
  try {
    return parse(text);
  } catch (cause) {
    throw new UsageError([`${file} is not TOML: ${(cause as Error).message.split('\n')[0]}.`], { cause });
  }
}

function parametersOf(environment: unknown, command: string): Record<string, unknown> {
  return Object(Object(Object(environment)[command])['parameters']) as Record<string, unknown>;
}
