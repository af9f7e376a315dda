import { aFunction, aProject } from './a-project.ts';

const FILES = { 'src/step.ts': 'export const Step = async () => 1;' };

test.each([
  ['Timeout: 901', /Step \(AWS::Serverless::Function\): Timeout must be an integer from 1 to 900/],
  ['MemorySize: 64', /MemorySize must be an integer from 128/],
  ['Environment: { Variables: { AWS_REGION: x } }', /AWS_REGION is reserved by Lambda/],
  ['Environment: { Variables: { A-B: x } }', /A-B is not a valid name/],
  ['Environment: { Vars: {} }', /Environment.Vars is not supported/],
  [
    'Events: { Api: { Type: Api } }',
    /Events.Api: events of the type Api are not supported on the laptop, whose API Gateway has HTTP APIs alone: use HttpApi\. Known: SQS/,
  ],
  ['LoggingConfig: { LogFormat: Xml }', /LogFormat must be Text or JSON/],
])('refuses %s', async (property, message) => {
  const template = `Resources:${aFunction('Step', property).replace(/Runtime: nodejs24.x, (?=.*Runtime:)/, '')}`;

  await expect(aProject(FILES, template)).rejects.toThrow(message);
});

test('refuses an entry point that is not there', async () => {
  await expect(aProject({ 'src/other.ts': '' }, `Resources:${aFunction('Step')}`)).rejects.toThrow(
    /EntryPoints: step.ts is not in .*src/,
  );
});

test('refuses a layer whose folder is not there', async () => {
  const layer =
    'Resources: { L: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/l } } }';

  await expect(aProject({}, layer)).rejects.toThrow(/ContentUri: .*layers\/l does not exist/);
});
