// Functions that nobody bundles: a folder as it is, text in the template; and those that cannot run here.
import { setTimeout as sleep } from 'node:timers/promises';
import { BELIEVED_MS } from '../../src/lambda/cached-build.ts';
import { aProject, type Project } from './a-project.ts';

let project: Project | undefined;
afterEach(() => project?.remove());

const aPlainFunction = (properties: string, type = 'AWS::Serverless::Function') =>
  `Resources: { Weigher: { Type: ${type}, Properties: { Role: 'arn:aws:iam::1:role/r', ${properties} } } }`;
const PLAIN = aPlainFunction('Handler: app.handler, Runtime: nodejs24.x, CodeUri: src');

test.each([
  ['CommonJS', 'src/app.js', "exports.handler = async () => require('./size.json').grams;"],
  [
    'a module',
    'src/app.mjs',
    "import size from './size.json' with { type: 'json' }; export const handler = async () => size.grams;",
  ],
])('code without a build method runs where it lies: %s', async (_, file, text) => {
  project = await aProject({ [file]: text, 'src/size.json': '{"grams":5}' }, PLAIN);

  expect(await project.call('Weigher')).toBe(5);
});

test('an edit is what the next call runs, even of one who is quick at it', async () => {
  project = await aProject({ 'src/app.js': 'exports.handler = async () => 1;' }, PLAIN);
  expect(await project.call('Weigher')).toBe(1);

  project.write('src/app.js', 'exports.handler = async () => 20;');
  await sleep(BELIEVED_MS);

  expect(await project.call('Weigher')).toBe(20);
});

test.each([
  [
    'InlineCode of SAM',
    aPlainFunction(
      "Handler: index.handler, Runtime: nodejs24.x, InlineCode: 'exports.handler = async (event) => event.n + 1;'",
    ),
  ],
  [
    'Code.ZipFile',
    aPlainFunction(
      "Handler: index.handler, Runtime: nodejs24.x, Code: { ZipFile: 'export const handler = async (event) => event.n + 1;' }",
      'AWS::Lambda::Function',
    ),
  ],
])('text in the template is code: %s', async (_, template) => {
  project = await aProject({}, template);

  expect(await project.call('Weigher', { n: 41 })).toBe(42);
});

test('a runtime that still has callbacks gets them, and the newest refuses them', async () => {
  const files = { 'src/app.js': 'exports.handler = (event, context, done) => done(null, event.n * 2);' };
  project = await aProject(files, aPlainFunction('Handler: app.handler, Runtime: nodejs18.x, CodeUri: src'));
  expect(await project.call('Weigher', { n: 4 })).toBe(8);
  await project.remove();

  project = await aProject(files, PLAIN);

  expect(await project.call('Weigher')).toMatchObject({ errorType: 'Runtime.CallbackHandlerDeprecated' });
});

test.each([
  [
    'Handler: app.handler, Runtime: python3.13, CodeUri: gone',
    /Weigher cannot be called: it runs on python3.13/,
  ],
  ['PackageType: Image, ImageUri: x', /container image/],
  ['Handler: app.handler, Runtime: nodejs24.x, CodeUri: s3://bucket/key', /lies in S3/],
])('%s is refused when it is called, not before', async (properties, message) => {
  project = await aProject({}, aPlainFunction(properties));
  await project.lambda.warm();

  expect(await project.call('Weigher')).toMatchObject({ errorMessage: expect.stringMatching(message) });
});

test('a handler that answers in a stream is refused by name', async () => {
  const text = 'exports.handler = awslambda.streamifyResponse(async (event, stream) => stream.end());';
  project = await aProject({ 'src/app.js': text }, PLAIN);

  expect(await project.call('Weigher')).toMatchObject({
    errorType: 'Runtime.ResponseStreamingNotSupported',
    errorMessage: expect.stringContaining('awslambda.streamifyResponse is not supported on the laptop'),
  });
});

test('a handler that is nowhere, and TypeScript that nobody bundles, are refused by name', async () => {
  await expect(aProject({ 'src/app.ts': '' }, PLAIN)).rejects.toThrow(
    /Handler app.handler is in no .js, .mjs or .cjs file .*BuildMethod: esbuild/,
  );
});

test('version 2 of the SDK, where it is installed, is told where the laptop is', async () => {
  const template = aPlainFunction('Handler: app.handler, Runtime: nodejs18.x, CodeUri: src');
  project = await aProject(
    {
      'node_modules/aws-sdk/package.json': '{"main":"index.js"}',
      'node_modules/aws-sdk/index.js': "module.exports = require('./lib/core');",
      'node_modules/aws-sdk/lib/node_loader.js': '',
      'node_modules/aws-sdk/lib/core.js':
        'exports.config = { region: "eu-west-1", update(values) { Object.assign(this, values); } };',
      'src/app.js': "const { config } = require('aws-sdk'); exports.handler = async () => config;",
    },
    template,
  );

  expect(await project.call('Weigher')).toEqual({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:4566',
    s3ForcePathStyle: true,
    hostPrefixEnabled: false,
  });
});

test('who misses version 2 of the SDK reads where to get it', async () => {
  project = await aProject({ 'src/app.js': "require('aws-sdk');" }, PLAIN);

  expect(await project.call('Weigher')).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringContaining('npm install aws-sdk@2 beside the function'),
  });
});

test('what is not installed and another version of Node are told before anybody calls', async () => {
  const manifest = JSON.stringify({ dependencies: { 'aws-sdk': '2', 'nobody-has-this': '1' } });
  const template = aPlainFunction('Handler: app.handler, Runtime: nodejs18.x, CodeUri: src');
  project = await aProject(
    { 'src/app.js': 'exports.handler = async () => 1;', 'src/package.json': manifest },
    template,
  );
  const resource = {
    logicalId: 'Weigher',
    type: 'AWS::Serverless::Function',
    physicalName: 'weigher',
    properties: {
      Role: 'arn:aws:iam::1:role/r',
      Handler: 'app.handler',
      Runtime: 'nodejs18.x',
      CodeUri: 'src',
    },
    metadata: {},
  };
  const place = { accountId: '1', region: 'us-east-1', partition: 'aws', stackName: 's' } as const;

  expect(project.lambda.resourceTypes[resource.type]?.notices?.(resource, place)).toEqual([
    expect.stringMatching(/^Weigher is written for nodejs18.x and runs on Node \d+\.$/),
    expect.stringMatching(
      /^Weigher asks for aws-sdk, nobody-has-this, not installed: npm install --prefix .*src$/,
    ),
  ]);
});
