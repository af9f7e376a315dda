// DefinitionSubstitutions: `${Key}` in a definition becomes the value the template gives for it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-statemachine.html

import { isRecord } from './tasks/sdk-schema.ts';

const TOKEN = /\$\{([A-Za-z0-9_.-]+)\}/g;

/** Fills a definition in. Throws naming each key without a value, and values that are no scalars. */
export function substitute(
  logicalId: string,
  definition: string,
  substitutions: unknown,
  /** How a value stands in the definition: in JSON it is part of a string. */
  written: (value: string) => string = insideJsonString,
): string {
  const values = isRecord(substitutions) ? substitutions : {};
  const used = keysIn(definition);
  const missing = [...used].filter((key) => !Object.hasOwn(values, key));
  const complaints = [
    ...missing.map((key) => `the definition uses \${${key}}, which DefinitionSubstitutions does not have`),
    ...Object.entries(values)
      .filter(([, value]) => !['string', 'number', 'boolean'].includes(typeof value))
      .map(
        ([key]) => `DefinitionSubstitutions gives ${key} a value that is neither text, number nor boolean`,
      ),
  ];
  if (complaints.length > 0) throw new Error(`${logicalId}: ${complaints.join('; ')}`);
  return definition.replace(TOKEN, (_token, key: string) => written(String(values[key])));
}

function insideJsonString(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** Names of values that the definition has no use for: AWS passes them over, and mostly a name is misspelt. */
export function unusedSubstitutions(definition: string, substitutions: unknown): string[] {
  const used = keysIn(definition);
  return Object.keys(isRecord(substitutions) ? substitutions : {}).filter((key) => !used.has(key));
}

function keysIn(definition: string): Set<string> {
  return new Set([...definition.matchAll(TOKEN)].map(([, key]) => key ?? ''));
}
