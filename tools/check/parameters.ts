// Whether a deployment with these parameters would be refused, or deploy and then fail every photo.

import { readFileSync } from 'node:fs';
import { checkedParameters, parseTemplate, StackError } from 'laptop-cloud/template';
import { configurationVersion, parseConfiguration } from '../../src/domain/configuration.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { consentVersionProblem } from '../../src/domain/consent.ts';
import { UsageError } from '../usage-error.ts';

export interface Checked {
  /** Every parameter with the value it would have. */
  values: Readonly<Record<string, unknown>>;
  /** Those that are not the template's own. */
  given: readonly string[];
  /** As the rows of photos will name it. */
  configurationVersion: string;
}

/** Checks the parameters of a template file. Throws UsageError with everything that is wrong. */
export function checkParameters(
  templateFile: string,
  stackName: string,
  given: Record<string, string>,
): Checked {
  const problems: string[] = [...stackNameProblems(stackName)];
  const template = parseTemplate(textOf(templateFile));
  const values = keep(problems, () =>
    checkedParameters(template, {
      context: { accountId: '000000000000', region: 'us-east-1', partition: 'aws', stackName },
      parameters: given,
    }),
  );
  const json = given['Configuration'] ?? String(template.parameters['Configuration']?.['Default'] ?? '');
  const configuration = keep(problems, () => parseConfiguration(json));
  problems.push(...consentProblems(values ?? {}));
  if (problems.length > 0 || !values || !configuration) throw new UsageError(problems);
  return { values, given: Object.keys(given), configurationVersion: configurationVersion(configuration) };
}

/** Riders can agree to a text that exists; without one nobody could send a photo. */
function consentProblems(values: Readonly<Record<string, unknown>>): string[] {
  const { RequireConsent, ConsentVersion } = values;
  const problem = RequireConsent === 'off' ? undefined : consentVersionProblem(String(ConsentVersion ?? ''));
  return ConsentVersion === undefined || problem === undefined
    ? []
    : [`Parameter ConsentVersion: ${problem}.`];
}

/** X-Ray's sampling rules know a state machine by 64 characters of its name, 24 of which are not the stack's. */
const MAX_STACK_NAME_LENGTH = 40;

function stackNameProblems(name: string): string[] {
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name))
    return [
      `The stack name ${JSON.stringify(name)} must begin with a letter and go on with letters, digits and hyphens.`,
    ];
  if (name.length > MAX_STACK_NAME_LENGTH)
    return [
      `The stack name ${name} has ${name.length} characters; the template takes ${MAX_STACK_NAME_LENGTH}.`,
    ];
  return [];
}

function keep<T>(problems: string[], part: () => T): T | undefined {
  try {
    return part();
  } catch (error) {
    if (error instanceof ConfigurationError)
      problems.push(...error.problems.map((problem) => `Parameter Configuration: ${problem}.`));
    else if (error instanceof StackError) problems.push(...error.problems);
    else throw error;
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError([`The template ${file} cannot be read.`], { cause });
  }
}
