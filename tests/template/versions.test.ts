// Versions: an execution keeps what it began with, a new one comes gradually, and whatever is deployed makes one.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { substitute } from '../../packages/laptop-cloud/src/services/stepfunctions/substitutions.ts';
import { stackOf } from '../../packages/laptop-cloud/tests/stack/a-stack.ts';
import { ROOT, read, resourcesOf, sources, tasks, template } from './project.ts';

const machineId = 'CheckPhoto';
const { properties: machine } = template.resources[machineId]!;
const called = resourcesOf('AWS::Serverless::Function').filter(([logicalId]) =>
  tasks.some(({ state }) => state.Parameters?.['FunctionName'] === `\${${logicalId}Arn}`),
);
const substitutions = machine['DefinitionSubstitutions'] as Record<string, unknown>;
/** What the template says somewhere, resolved for some parameters. */
function resolved(value: unknown, parameters: Record<string, string>): unknown {
  const { parameters: Parameters, conditions: Conditions } = template;
  // Alarms and functions stand for themselves.
  const quoted = JSON.parse(JSON.stringify(value), (_, item) =>
    template.resources[item?.Ref] ? `the ${item.Ref}` : item,
  );
  const Resources = { Holder: { Type: 'AWS::SQS::Queue', Properties: { Tags: quoted } } };
  const stack = stackOf(JSON.stringify({ Parameters, Conditions, Resources }), parameters);
  return stack.resource('Holder').properties['Tags'];
}

describe('what an execution began with', () => {
  it('is the code of its functions: every one is called by a version, none by an alias or as it is now', () => {
    // Erasures and rechecks ask the newest code, and have no versions: docs/decisions/0033-forgetting.md, 0037-recheck.md.
    const withoutEvents = resourcesOf('AWS::Serverless::Function').filter(
      ([, { properties, metadata }]) =>
        !properties['Events'] &&
        !/"(forget|recheck|sweep)\//.test(JSON.stringify(metadata['BuildProperties'])),
    );
    expect(called.map(([id]) => id)).toEqual(withoutEvents.map(([id]) => id));
    for (const [logicalId, { properties }] of called) {
      // Without the second a new timeout or runtime makes no version.
      expect(properties).toMatchObject({ AutoPublishAlias: 'live', AutoPublishAliasAllProperties: true });
      expect(substitutions[`${logicalId}Arn`]).toEqual({ Ref: `${logicalId}.Version` });
    }
  });

  it('stays, as SAM lets it: versions of functions and state machine outlive their deployment', () => {
    const raw = read('template.yaml');
    for (const logicalId of [machineId, ...called.map(([id]) => id)]) {
      const block = raw.split(`\n  ${logicalId}:\n`)[1]!.split('\n    Properties:')[0]!;
      // SAM hands these on to the versions, which without them have Retain.
      expect(block).not.toMatch(/DeletionPolicy|UpdateReplacePolicy/);
      expect(template.resources[logicalId]!.properties['VersionDeletionPolicy']).toBeUndefined();
    }
  });
});

describe('a new version', () => {
  const everywhere = JSON.stringify(template.resources);

  it('is reached by the alias alone', () => {
    const starters = resourcesOf('AWS::Serverless::Function').filter(([, { properties }]) =>
      /states:StartExecution[^}]*\{"Ref":"CheckPhoto"\}/.test(JSON.stringify(properties['Policies'] ?? [])),
    );
    expect(starters.map(([logicalId]) => logicalId)).toEqual([
      'AdmitUploadsFunction',
      'CountVotesFunction',
      'SweepPhotosFunction',
    ]);
    const variables = JSON.stringify(starters.map(([, { properties }]) => properties['Environment']));
    expect(variables).toContain(`{"Ref":"${machineId}Aliaslive"}`);
    expect(variables).not.toContain(`{"Ref":"${machineId}"}`);
    expect(machine['AutoPublishAlias']).toBe('live');
    // SAM resolves this for functions alone.
    expect(everywhere).not.toContain(`"${machineId}.Alias"`);
  });

  const preference = (parameters: Record<string, string>) =>
    resolved(machine['DeploymentPreference'], { OperatorEmail: 'ops@example.com', ...parameters }) as {
      Type: string;
      Alarms?: string[];
    };

  it('comes to riders gradually, and goes back for the alarms of this stack', () => {
    const { Alarms, ...shifting } = preference({ Stage: 'prod' });
    expect(shifting).toEqual({ Type: 'CANARY', Percentage: 10, Interval: 15 });
    const alarms = resourcesOf('AWS::CloudWatch::Alarm').map(([logicalId]) => `the ${logicalId}`);
    expect(Alarms!.length).toBeGreaterThan(2);
    for (const alarm of Alarms!) expect(alarms).toContain(alarm);
  });

  it.each([
    ['in dev', { Stage: 'dev' }],
    ['for a repair, whatever alarm is on', { Stage: 'prod', Rollout: 'at-once' }],
  ])('comes at once %s', (_, parameters) => {
    expect(preference(parameters)).toEqual({ Type: 'ALL_AT_ONCE' });
  });
});

describe('a changed parameter', () => {
  /** What of a function is no part of its versions. */
  const UNVERSIONED = ['Policies', 'Tags', 'Events'];
  /** Each with the way it reaches an execution all the same. */
  const OTHERWISE = {
    // The same code on another processor: it may wait for the next version.
    Architecture: 'docs/decisions/0022-versions.md',
  };

  it.each(called)('is nothing that %s would have to publish a version for', (_, { properties }) => {
    const own = Object.entries(properties).filter(([name]) => !UNVERSIONED.includes(name));
    const named = parametersIn([Object.fromEntries(own), { ...template.globals['Function'], Tags: null }]);
    expect(Object.keys(OTHERWISE)).toEqual(expect.arrayContaining(named));
  });

  it('is sent with Configuration to every step that asks for it', () => {
    const asking = called.filter(([, { metadata }]) => {
      const [entry] = (metadata['BuildProperties'] as { EntryPoints: string[] }).EntryPoints;
      return /\bconfiguration\(\)/.test(read(`src/${entry}`));
    });
    expect(asking.length).toBeGreaterThan(5);
    const ids = asking.map(([logicalId]) => `\${${logicalId}Arn}`);
    for (const { name, state } of tasks) {
      const { FunctionName, Payload } = (state.Parameters ?? {}) as {
        FunctionName?: string;
        Payload?: object;
      };
      const sent = { name, configuration: (Payload as { configuration?: string })?.configuration };
      const due = ids.includes(FunctionName ?? '') ? '${Configuration}' : undefined;
      expect(sent).toEqual({ name, configuration: due });
    }
    // Nothing below a step asks for it behind the step's back.
    const folders = ['src/adapters', 'src/domain'];
    for (const { file, text } of folders.flatMap(sources)) {
      const says = text.includes('configuration()') ? file : undefined;
      expect(says).toBeUndefined();
    }
  });

  it.each([
    '',
    '{}',
    '{"age":{"reject":17},"content":{"review":{"labels":["Drugs & Tobacco"]}}}',
    '{\n  "age": { "reject": 17 }\n}',
  ])('Configuration %j is whole in the definition', (Configuration) => {
    const value = resolved(substitutions['Configuration'], { Stage: 'dev', Configuration });
    const { sent } = JSON.parse(substitute('M', '{"sent":"${Configuration}"}', { Configuration: value }));
    expect(sent).toBe(Configuration.replaceAll('\n', ' '));
  });

  it.each(['{"a":"\\u0041"}', '{\t}', '{\r\n}'])(
    'Configuration %j is refused, not garbled',
    (Configuration) => {
      expect(() => resolved('', { Stage: 'dev', Configuration })).toThrow(/JSON without backslashes/);
    },
  );
});

it('a changed layer makes a new version of every function that has it', () => {
  const files = ['package.json', 'package-lock.json', 'Makefile'];
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(path.join(ROOT, 'layers/sharp', file)));
  const SHARP_LAYER = hash.digest('hex').slice(0, 12);
  const layered = called.filter(([, { properties }]) => properties['Layers']);
  expect(layered.length).toBeGreaterThan(0);
  for (const [, { properties }] of layered)
    expect(properties['Environment']).toMatchObject({ Variables: { SHARP_LAYER } });
});

/** Parameters that a part of the template hangs on: those it refers to, those of its conditions included. */
function parametersIn(value: unknown): string[] {
  const found = new Set<string>();
  JSON.stringify(value, (_, item) => {
    const names = [item?.Ref, ...(item?.['Fn::If'] ? [item['Fn::If'][0]] : []), item?.Condition];
    const sub = [item?.['Fn::Sub']].flat()[0];
    if (typeof sub === 'string') names.push(...[...sub.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    for (const name of names) {
      if (template.parameters[name]) found.add(name);
      if (template.conditions[name])
        for (const inner of parametersIn(template.conditions[name])) found.add(inner);
    }
    return item;
  });
  return [...found].sort();
}
