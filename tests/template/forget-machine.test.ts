// The definition of ForgetRider against the template: what cfn-lint cannot see.

import { statesOf } from '../statemachine/task-states.ts';
import { everyState, type Machine, read, resourcesOf, template } from './project.ts';

// asl-validator is CommonJS without types.
const validate: (definition: unknown) => {
  isValid: boolean;
  errorsText(separator: string): string;
} = require('asl-validator');

const text = read('statemachine/forget-rider.asl.json');
const machine = JSON.parse(text) as Machine;
const properties = template.resources['ForgetRider']!.properties as {
  DefinitionUri: string;
  DefinitionSubstitutions: Record<string, unknown>;
  Policies: { Statement: { Action: string | string[]; Resource: unknown }[] }[];
};
const tokens = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!))].sort();
const functionTokens = tokens.filter((token) => token.endsWith('FunctionArn'));
const statements = properties.Policies.flatMap((policy) => policy.Statement);
const tasks = statesOf(machine as never).filter(([, { Type }]) => Type === 'Task');

it('is the file that the template names, with a substitution for each token and a token for each substitution', () => {
  expect(properties.DefinitionUri).toBe('statemachine/forget-rider.asl.json');
  expect(tokens).toEqual(Object.keys(properties.DefinitionSubstitutions).sort());
});

it('is valid States Language once its tokens are filled in', () => {
  const filled = text
    .replaceAll(/\$\{\w+FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:step')
    .replaceAll(/\$\{\w+\}/g, 'token');
  expect(validate(JSON.parse(filled)).errorsText('\n')).toBe('');
});

it.each(tasks)('%s has a timeout, retries and somewhere to land', (name, state) => {
  const isCaught = (rules: { ErrorEquals: string[] }[] | undefined) =>
    rules?.some((rule) => rule.ErrorEquals.includes('States.ALL')) ?? false;
  const around = everyState(machine).filter(({ state: outer }) =>
    JSON.stringify(outer).includes(`"${name}":`),
  );
  expect(state['TimeoutSeconds']).toBeDefined();
  expect(state.Retry?.length).toBeGreaterThan(0);
  expect(isCaught(state.Catch) || around.some(({ state: outer }) => isCaught(outer.Catch))).toBe(true);
});

describe('its role', () => {
  it('may invoke exactly the functions that the definition invokes', () => {
    const invoked = functionTokens.map((token) => ({ 'Fn::GetAtt': [token.replace(/Arn$/, ''), 'Arn'] }));
    const [invoke, ...others] = statements.filter(({ Action }) =>
      [Action].flat().includes('lambda:InvokeFunction'),
    );
    expect(others).toEqual([]);
    expect(
      [invoke!.Resource]
        .flat()
        .map((each) => JSON.stringify(each))
        .sort(),
    ).toEqual(invoked.map((each) => JSON.stringify(each)).sort());
  });

  it('may do what its direct integrations do, and nothing else', () => {
    const actions = new Set<string>();
    for (const [, { Resource }] of tasks) {
      const [service = '', action = ''] = Resource!.replace('arn:aws:states:::', '').split(':');
      if (service !== 'lambda') actions.add(`${service}:${action[0]!.toUpperCase()}${action.slice(1)}`);
    }
    const granted = statements
      .flatMap(({ Action }) => Action)
      .filter((action) => !/^(lambda|logs):/.test(action));
    expect(granted.sort()).toEqual([...actions].sort());
  });
});

// An erasure takes minutes, and the newest code knows best where something may lie: docs/decisions/0033-forgetting.md.
it('calls its functions as they are now: neither it nor they have versions', () => {
  expect(template.resources['ForgetRider']!.properties).not.toHaveProperty('AutoPublishAlias');
  for (const token of functionTokens) {
    const logicalId = token.replace(/Arn$/, '');
    expect(properties.DefinitionSubstitutions[token]).toEqual({ 'Fn::GetAtt': [logicalId, 'Arn'] });
    expect(template.resources[logicalId]!.properties).not.toHaveProperty('AutoPublishAlias');
  }
  const forgetting = resourcesOf('AWS::Serverless::Function').filter(([, { metadata }]) =>
    JSON.stringify(metadata['BuildProperties']).includes('"forget/'),
  );
  expect(forgetting.map(([id]) => `${id}Arn`).sort()).toEqual(functionTokens);
});
