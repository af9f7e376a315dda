// The definitions of RecheckPhotos and ReindexFaces against the template: what cfn-lint cannot see.

import { everyState, type Machine, read, resourcesOf, template } from './project.ts';

// asl-validator is CommonJS without types.
const validate: (definition: unknown) => {
  isValid: boolean;
  errorsText(separator: string): string;
} = require('asl-validator');

const MACHINES = [
  ['RecheckPhotos', 'recheck-photos', 'RunsRecheckChildren'],
  ['ReindexFaces', 'reindex-faces', 'RunsReindexChildren'],
] as const;

describe.each(MACHINES)('%s', (logicalId, file, childrenPolicy) => {
  const text = read(`statemachine/${file}.asl.json`);
  const machine = JSON.parse(text) as Machine;
  const properties = template.resources[logicalId]!.properties as {
    DefinitionUri: string;
    DefinitionSubstitutions: Record<string, unknown>;
    Policies: { Statement: { Action: string | string[]; Resource: unknown }[] }[];
  };
  const tokens = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!))].sort();
  const functionTokens = tokens.filter((token) => token.endsWith('FunctionArn'));
  const statements = properties.Policies.flatMap((policy) => policy.Statement);
  const states = everyState(machine).map(
    ({ name, state }) => [name, state as unknown as Record<string, unknown>] as const,
  );
  const tasks = states.filter(([, { Type }]) => Type === 'Task');
  const maps = states.filter(([, state]) => JSON.stringify(state).includes('"Mode":"DISTRIBUTED"'));

  it('is the file that the template names, with a substitution for each token and a token for each substitution', () => {
    expect(properties.DefinitionUri).toBe(`statemachine/${file}.asl.json`);
    expect(tokens).toEqual(Object.keys(properties.DefinitionSubstitutions).sort());
  });

  it('is valid States Language once its tokens are filled in', () => {
    const filled = text
      .replaceAll(/\$\{\w+FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:step')
      .replaceAll(/\$\{\w+TopicArn\}/g, 'arn:aws:sns:us-east-1:000000000000:topic')
      .replaceAll(/\$\{\w+\}/g, 'token');
    expect(validate(JSON.parse(filled)).errorsText('\n')).toBe('');
  });

  it.each(tasks)(
    '%s has a timeout and retries, and nothing that would hide where a redrive goes on',
    (_, state) => {
      expect(state['TimeoutSeconds']).toBeDefined();
      expect(state['Retry']).toBeDefined();
      expect(state['Catch']).toBeUndefined();
    },
  );

  it.each(maps)('%s is bounded, tells its failures apart and keeps its results', (name, state) => {
    expect(state).toMatchObject({
      Label: name,
      MaxConcurrency: expect.any(Number),
      ToleratedFailurePercentage: expect.any(Number),
      ItemReader: expect.anything(),
      ResultWriter: expect.anything(),
    });
  });

  it('may invoke exactly the functions that the definition invokes', () => {
    const invoked = functionTokens.map((token) => ({ 'Fn::GetAtt': [token.replace(/Arn$/, ''), 'Arn'] }));
    const [invoke, ...others] = statements.filter(({ Action }) =>
      [Action].flat().includes('lambda:InvokeFunction'),
    );
    const sorted = (resources: unknown) =>
      [resources]
        .flat()
        .map((each) => JSON.stringify(each))
        .sort();
    expect(others).toEqual([]);
    expect(sorted(invoke!.Resource)).toEqual(sorted(invoked));
  });

  it('may start its own children and no other execution', () => {
    const { Roles, PolicyDocument } = template.resources[childrenPolicy]!.properties as {
      Roles: unknown[];
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
    };
    expect(Roles).toEqual([{ Ref: `${logicalId}Role` }]);
    for (const { Resource } of PolicyDocument.Statement)
      expect(JSON.stringify(Resource)).toContain(logicalId);
    expect(
      statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('states:')),
    ).toEqual([]);
  });

  // The newest rules are asked: docs/decisions/0037-recheck.md.
  it('calls its functions as they are now: neither it nor they have versions', () => {
    expect(properties).not.toHaveProperty('AutoPublishAlias');
    for (const token of functionTokens)
      expect(template.resources[token.replace(/Arn$/, '')]!.properties).not.toHaveProperty(
        'AutoPublishAlias',
      );
  });
});

it('every function of a recheck is called by a definition', () => {
  const rechecking = resourcesOf('AWS::Serverless::Function').filter(([, { metadata }]) =>
    JSON.stringify(metadata['BuildProperties']).includes('"recheck/'),
  );
  const called = MACHINES.map(([, file]) => read(`statemachine/${file}.asl.json`)).join('');
  for (const [id] of rechecking) expect(called).toContain(`\${${id}Arn}`);
});
