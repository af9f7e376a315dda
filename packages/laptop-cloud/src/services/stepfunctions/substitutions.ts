// DefinitionSubstitutions: `${Key}` in a definition becomes the value the template gives for it.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-template-statemachine.html
// CloudFormation puts values in as they are, quotes and all, and what it has put in is looked through for tokens again
// (aws-cloudformation-resource-providers-stepfunctions, DefinitionProcessor.transformDefinition).

import { isRecord } from './tasks/sdk-schema.ts';

const TOKEN = /\$\{([A-Za-z0-9_.-]+)\}/g;

/** Fills a definition in. Throws naming each key without a value, values that are no scalars and values with tokens in them. */
export function substitute(logicalId: string, definition: string, substitutions: unknown): string {
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
    ...Object.entries(values)
      .filter(([, value]) =>
        [...String(value).matchAll(TOKEN)].some(([, key]) => Object.hasOwn(values, key!)),
      )
      .map(
        ([key]) =>
          `DefinitionSubstitutions gives ${key} a value with a token in it, which CloudFormation would replace as well`,
      ),
  ];
  if (complaints.length > 0) throw new Error(`${logicalId}: ${complaints.join('; ')}`);
  return definition.replace(TOKEN, (_token, key: string) => String(values[key]));
}

/** Names of values that the definition has no use for: AWS passes them over, and mostly a name is misspelt. */
export function unusedSubstitutions(definition: string, substitutions: unknown): string[] {
  const used = keysIn(definition);
  return Object.keys(isRecord(substitutions) ? substitutions : {}).filter((key) => !used.has(key));
}

function keysIn(definition: string): Set<string> {
  return new Set([...definition.matchAll(TOKEN)].map(([, key]) => key ?? ''));
}
