// The state machine against the template and the sources: what cfn-lint cannot see.

import {
  definitionText,
  everyState,
  machine,
  read,
  resourcesOf,
  type State,
  sources,
  tasks,
  template,
} from './project.ts';

// asl-validator is CommonJS without types.
const validate: (definition: unknown) => {
  isValid: boolean;
  errorsText(separator: string): string;
} = require('asl-validator');

const properties = template.resources['CheckPhoto']!.properties as {
  DefinitionUri: string;
  DefinitionSubstitutions: Record<string, unknown>;
  Policies: { Statement: { Action: string | string[]; Resource: unknown }[] }[];
};
const tokens = new Set([...definitionText.matchAll(/\$\{(\w+)\}/g)].map((match) => match[1]!));
const statements = properties.Policies.flatMap((policy) => policy.Statement);
const allowed = (action: string) =>
  statements.filter((statement) => [statement.Action].flat().includes(action));

describe('the definition', () => {
  it('is the file the template names', () => {
    expect(read(properties.DefinitionUri)).toBe(definitionText);
  });

  it('has a substitution for each token, and a token for each substitution', () => {
    expect([...tokens].sort()).toEqual(Object.keys(properties.DefinitionSubstitutions).sort());
  });

  it('is valid States Language once its tokens are filled in', () => {
    const filled = definitionText
      .replaceAll(/\$\{\w+FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:step')
      .replaceAll(/\$\{\w+\}/g, 'token');
    expect(validate(JSON.parse(filled)).errorsText('\n')).toBe('');
  });
});

describe('every Task', () => {
  const catches = (state: State) =>
    state.Catch?.some((rule) => rule.ErrorEquals.includes('States.ALL')) ?? false;

  it.each(tasks.map((task) => [task.name, task] as const))(
    '%s has a timeout, retries and somewhere to land',
    (_, { state, within }) => {
      expect(state.TimeoutSeconds ?? state.TimeoutSecondsPath).toBeDefined();
      expect(state.Retry?.length).toBeGreaterThan(0);
      expect(catches(state) || within.some(catches)).toBe(true);
    },
  );
});

it('tells OpenReview how long the state waits', () => {
  const review = everyState().find(({ name }) => name === 'OpenReview')!.state;
  const { Payload } = review.Parameters as { Payload: { timeoutSeconds: number } };
  expect(Payload.timeoutSeconds).toBe(review.TimeoutSeconds);
});

describe('errors of our own', () => {
  const inDefinition = new Set(
    everyState(machine)
      .flatMap(({ state }) => [...(state.Retry ?? []), ...(state.Catch ?? [])])
      .flatMap((rule) => rule.ErrorEquals)
      .filter((name) => !name.includes('.')),
  );
  const inSources = new Set(
    // A Problem is an answer of the API: no step throws one.
    sources('src')
      .filter(({ file }) => file !== 'src/shared/problem.ts')
      .flatMap(({ text }) =>
        [...text.matchAll(/override readonly name = '(\w+)'/g)].map((match) => match[1]!),
      ),
  );

  /** They pass: retried as anything that nobody has listed. */
  const PASSING = ['DependencyUnavailableError', 'FaceNotYetSearchableError'];

  it('are named in the state machine, but for those that pass by themselves', () => {
    expect([...inDefinition, ...PASSING].sort()).toEqual([...inSources].sort());
  });

  it('carry a literal name in every class, because bundles are minified', () => {
    const classes = sources('src').flatMap(({ file, text }) =>
      [...text.matchAll(/class (\w+) extends \w*Error\b[^{]*\{([^}]*)/g)].map((match) => ({
        file,
        name: match[1]!,
        body: match[2]!,
      })),
    );
    const nameless = classes.filter(
      ({ body, name }) => !body.includes(`override readonly name = '${name}'`) && !body.includes('abstract'),
    );
    expect(nameless).toEqual([]);
  });
});

describe("the machine's role", () => {
  it('may invoke exactly the functions that the definition invokes, in every version', () => {
    const invoked = [...tokens]
      .filter((token) => token.endsWith('FunctionArn'))
      .map((token) => ({ 'Fn::Sub': `\${${token.replace(/Arn$/, '.Arn')}}:*` }));
    const [statement] = allowed('lambda:InvokeFunction');
    expect([...(statement!.Resource as unknown[])].map((r) => JSON.stringify(r)).sort()).toEqual(
      invoked.map((r) => JSON.stringify(r)).sort(),
    );
  });

  it.each([...tokens].filter((token) => token.endsWith('FunctionArn')))(
    '%s stands for the version of the function of that name',
    (token) => {
      const logicalId = token.replace(/Arn$/, '');
      expect(properties.DefinitionSubstitutions[token]).toEqual({ Ref: `${logicalId}.Version` });
      expect(template.resources[logicalId]?.type).toBe('AWS::Serverless::Function');
    },
  );

  it('may do what its direct integrations do, and nothing else', () => {
    const actions = new Set<string>();
    for (const { state } of tasks) {
      const [service, action] = state
        .Resource!.replace('arn:aws:states:::', '')
        .replace('aws-sdk:', '')
        .split(':');
      if (service === 'lambda') continue;
      const names = action === 'transactWriteItems' ? transactedActions(state) : [action!];
      for (const name of names) actions.add(`${service}:${name[0]!.toUpperCase()}${name.slice(1)}`);
    }
    const granted = statements
      .flatMap((statement) => statement.Action)
      .filter((action) => !/^(lambda|logs):/.test(action));
    expect(granted.sort()).toEqual([...actions].sort());
  });

  function transactedActions(state: State): string[] {
    const items = (state.Parameters as { TransactItems: Record<string, unknown>[] }).TransactItems;
    return items.flatMap((item) => Object.keys(item)).map((kind) => `${kind}Item`);
  }
});

it('sets no logical id that nobody uses', () => {
  const everything = JSON.stringify(template.resources) + JSON.stringify(template.outputs);
  const functions = resourcesOf('AWS::Serverless::Function').flatMap(([logicalId, { properties }]) =>
    properties['Events'] ? [] : logicalId,
  );
  const isUsed = (id: string) =>
    everything.includes(`{"Ref":"${id}.Version"}`) ||
    everything.includes(`FunctionArn":{"Fn::GetAtt":["${id}","Arn"]}`) ||
    // A schedule's target.
    everything.includes(`"Arn":{"Fn::GetAtt":["${id}","Arn"]}`);
  expect(functions.filter((logicalId) => !isUsed(logicalId))).toEqual([]);
});
