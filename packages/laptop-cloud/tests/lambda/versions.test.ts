// Versions and aliases of functions as a template makes them, start after start over the same folder.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLambda, type Lambda } from '../../src/lambda/lambda.ts';
import { planned, provision } from '../../src/stack/provision.ts';
import type { StackContext } from '../../src/stack/resource.ts';
import { loadStack, type Stack } from '../../src/stack/stack.ts';

const CONTEXT: StackContext = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'test',
};
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:step';

let folder: string;
let lambda: Lambda;
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'versions-'));
  mkdirSync(join(folder, 'src'));
});
afterEach(async () => {
  await lambda.close();
  rmSync(folder, { recursive: true, force: true });
});

let edits = 0;
/** A handler that answers with this text and what its context says of its version. */
function code(answer: string): void {
  const file = join(folder, 'src/step.ts');
  writeFileSync(
    file,
    `export const handler = async (_: unknown, context: { functionVersion: string; invokedFunctionArn: string }) =>
      ['${answer}', process.env.COLOUR, context.functionVersion, process.env.AWS_LAMBDA_FUNCTION_VERSION, context.invokedFunctionArn];`,
  );
  utimesSync(file, 1_700_000_000 + ++edits, 1_700_000_000 + edits);
}

const template = (more: string, colour = 'red', outputs = '') => `
Transform: AWS::Serverless-2016-10-31
Parameters: { Colour: { Type: String, Default: ${colour} } }
Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Step:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: step
      Handler: step.handler
      Runtime: nodejs24.x
      CodeUri: src
      Role: !GetAtt Role.Arn
      Environment: { Variables: { COLOUR: !Ref Colour } }
      ${more}
    Metadata: { BuildMethod: esbuild, BuildProperties: { EntryPoints: [step.ts] } }
${outputs}`;

const SAM = template(
  'AutoPublishAlias: live',
  'red',
  `Outputs:
  Alias: { Value: !Ref Step.Alias }
  Version: { Value: !Ref Step.Version }
  Number: { Value: !Sub 'v\${Step.Version.Version} \${Step.Alias}' }
  Attribute: { Value: !GetAtt Step.Version.Version }`,
);

let close: (() => Promise<void>) | undefined;
async function deploy(text: string): Promise<Stack> {
  await close?.();
  logged = [];
  lambda = createLambda({
    endpoint: () => 'http://127.0.0.1:4566',
    region: CONTEXT.region,
    baseDir: folder,
    buildFolder: join(folder, '.local/build'),
    versionsFolder: join(folder, '.local/functions'),
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
    isDebugged: () => false,
    log: (line) => logged.push(line),
  });
  close = lambda.close;
  writeFileSync(join(folder, 'template.yaml'), text);
  const types = lambda.resourceTypes;
  const stack = planned(() => loadStack(join(folder, 'template.yaml'), { context: CONTEXT, types }), types);
  await provision(stack, types);
  return stack;
}

const invoke = async (name: string) => {
  const { payload, executedVersion } = await lambda.invoke(name, '{}');
  const [answer, colour, ...told] = JSON.parse(payload) as string[];
  return { answer, colour, told, executedVersion };
};

test('the alias leads to the version that a start publishes whenever the code has changed', async () => {
  code('one');
  const first = await deploy(SAM);
  const one = await invoke('step:live');
  const again = await deploy(SAM);
  await invoke('step:live');
  code('two');
  const second = await deploy(SAM);
  const two = await invoke('step:live');

  expect(first.outputs).toEqual({
    Alias: `${ARN}:live`,
    Version: `${ARN}:1`,
    Number: `v1 ${ARN}:live`,
    Attribute: '1',
  });
  expect(again.outputs).toEqual(first.outputs);
  expect(second.outputs).toMatchObject({ Version: `${ARN}:2`, Attribute: '2' });
  expect(one).toEqual({
    answer: 'one',
    colour: 'red',
    told: ['1', '1', `${ARN}:live`],
    executedVersion: '1',
  });
  expect(two).toMatchObject({ answer: 'two', told: ['2', '2', `${ARN}:live`], executedVersion: '2' });
  expect(await invoke('step:1')).toMatchObject({ answer: 'one', told: ['1', '1', `${ARN}:1`] });
  expect(await invoke('step')).toMatchObject({ answer: 'two', told: ['$LATEST', '$LATEST', ARN] });
  expect(await invoke(`${ARN}:$LATEST`)).toMatchObject({ executedVersion: '$LATEST' });
});

test('the newest version follows the sources while the laptop runs; the next start publishes what was changed', async () => {
  code('one');
  await deploy(SAM);
  await invoke('step:live');
  code('edited');
  expect(await invoke('step:live')).toMatchObject({ answer: 'edited', executedVersion: '1' });
  await deploy(SAM);
  expect(await invoke('step:live')).toMatchObject({ answer: 'edited', executedVersion: '2' });
});

test('a parameter that changes publishes here, and a line says that on AWS it would not', async () => {
  code('one');
  await deploy(SAM);
  await invoke('step:live');
  await deploy(SAM.replace('Default: red', 'Default: blue'));

  expect(await invoke('step:live')).toMatchObject({ colour: 'blue', executedVersion: '2' });
  expect(await invoke('step:1')).toMatchObject({ colour: 'red' });
  expect(logged).toEqual([expect.stringMatching(/^lambda: Step has other properties, .* on AWS its alias/)]);

  await deploy(SAM.replace('COLOUR: !Ref Colour', 'COLOUR: green'));
  expect(await invoke('step:live')).toMatchObject({ colour: 'green', executedVersion: '3' });
  expect(logged).toEqual([]);
});

test('a version that never ran has no code, and says so', async () => {
  code('one');
  await deploy(SAM);
  await deploy(SAM.replace('COLOUR: !Ref Colour', 'COLOUR: green'));
  await expect(lambda.invoke('step:1', '{}')).rejects.toThrow('Version 1 of Step never ran on this laptop');
});

test.each(['step:9', 'step:gone', `${ARN}:gone`])('%s is not found', async (name) => {
  code('one');
  await deploy(SAM);
  await expect(lambda.invoke(name, '{}')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('plain versions and aliases: published once for each description, weights divide the calls', async () => {
  const plain = (description: string, weights = '') =>
    template(
      'MemorySize: 128',
      'red',
      `
  Fixed: { Type: AWS::Lambda::Version, Properties: { FunctionName: !Ref Step, Description: ${description} } }
  Live: { Type: AWS::Lambda::Alias, Properties: { Name: live, FunctionName: !Ref Step, FunctionVersion: !GetAtt Fixed.Version${weights} } }
Outputs: { Alias: { Value: !Ref Live }, Version: { Value: !Ref Fixed } }`,
    );
  code('one');
  await deploy(plain('a'));
  await invoke('step:live');
  await deploy(plain('a'));
  const { outputs } = await deploy(
    plain('b', ', RoutingConfig: { AdditionalVersionWeights: [{ FunctionVersion: 1, FunctionWeight: 1 }] }'),
  );

  expect(outputs).toEqual({ Alias: `${ARN}:live`, Version: `${ARN}:2` });
  expect(await invoke('step:live')).toMatchObject({ executedVersion: '1' });
});

test.each([
  ['AutoPublishAlias: "1"', /AutoPublishAlias "1" must be made of letters/],
  ['DeploymentPreference: { Type: AllAtOnce }', /DeploymentPreference requires AutoPublishAlias/],
  ['AutoPublishAliasAllProperties: true', /AutoPublishAliasAllProperties requires AutoPublishAlias/],
  ['AutoPublishAlias: live\n      DeploymentPreference: { Alarms: [] }', /DeploymentPreference needs a Type/],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: AllAtOnce, Wait: 1 }',
    /DeploymentPreference.Wait/,
  ],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: AllAtOnce, Hooks: { Before: x } }',
    /DeploymentPreference.Hooks.Before/,
  ],
  [
    'AutoPublishAlias: live\n      DeploymentPreference: { Type: AllAtOnce, Alarms: [!Ref Nobody] }',
    /Nobody is neither a resource nor a parameter/,
  ],
])('refuses %s', async (more, message) => {
  code('one');
  await expect(deploy(template(more))).rejects.toThrow(message);
});

test('a deployment by steps is over at once; a preference that is not enabled says nothing', async () => {
  const gradual = `AutoPublishAlias: !Ref Colour
      AutoPublishAliasAllProperties: true
      VersionDescription: of today
      DeploymentPreference:
        Type: Canary10Percent5Minutes
        Alarms: [!Ref Wakes]
        Hooks: { PreTraffic: !Ref Step }
        Role: !GetAtt Role.Arn
        TriggerConfigurations: [{ TriggerEvents: [DeploymentFailure], TriggerName: t, TriggerTargetArn: arn }]`;
  const alarm = '\n  Wakes: { Type: AWS::CloudWatch::Alarm, Properties: { AlarmName: wakes } }';
  code('one');
  await deploy(template(gradual, 'red', alarm));
  expect(await invoke('step:red')).toMatchObject({ executedVersion: '1' });
  await deploy(template('DeploymentPreference: { Enabled: false, Type: AllAtOnce }'));
  expect(lambda.aliases.of('Step')).toEqual([]);
});
