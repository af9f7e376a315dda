// A definition as it lies here holds tokens (`${DecideFunctionArn}`) that the template fills in. Tools that know no
// template (Step Functions Local, TestState, the Step Functions console) want it filled.

const TOKEN = /\$\{(\w+)\}/g;
const PLACE = 'us-east-1:123456789012';

/** Throws naming each given value that the definition has no token for. Tokens that are not given get a stand-in. */
export function fillDefinition(definition: string, given: Readonly<Record<string, string>> = {}): string {
  const tokens = new Set([...definition.matchAll(TOKEN)].map(([, token]) => token!));
  const unknown = Object.keys(given).filter((token) => !tokens.has(token));
  if (unknown.length > 0) {
    throw new Error(
      `the definition has no token ${unknown.join(', ')}; it has ${[...tokens].sort().join(', ')}`,
    );
  }
  return definition.replaceAll(TOKEN, (_, token: string) =>
    JSON.stringify(given[token] ?? standIn(token)).slice(1, -1),
  );
}

/** By the end of the token's name: something of the form that the States Language wants in its place. */
const STAND_INS: readonly [RegExp, (name: string) => string][] = [
  [/^(\w+)FunctionArn$/, (name) => `arn:aws:lambda:${PLACE}:function:${name}`],
  [/^(\w+)TopicArn$/, (name) => `arn:aws:sns:${PLACE}:${name}`],
  [/^(LabelPhotos|ClassifyPhotos|RejectionNeedsPerson)$/, () => 'on'],
  [/^(Configuration)$/, () => ''],
  [/^(\w+)$/, (name) => name],
];

function standIn(token: string): string {
  for (const [pattern, make] of STAND_INS) {
    const name = pattern.exec(token)?.[1];
    if (name !== undefined) return make(name);
  }
  return token;
}
