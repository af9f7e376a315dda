import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildPlanOf } from '../../src/lambda/build-properties.ts';
import { BELIEVED_MS } from '../../src/lambda/cached-build.ts';
import { aFunction, aProject, type Project } from './a-project.ts';

let project: Project | undefined;
afterEach(() => project?.remove());

const IMPORTING = "import { value } from 'outside';\nexport const Step = async () => value;\n";
const OUTSIDE = {
  'node_modules/outside/package.json': '{"name":"outside","main":"index.js"}',
  'node_modules/outside/index.js': 'exports.value = 42;',
};
const LAYER = `
  Outside:
    Type: AWS::Serverless::LayerVersion
    Properties: { ContentUri: layers/outside, CompatibleRuntimes: [nodejs24.x] }`;

test('runs the changed source on the next call, in a fresh environment', async () => {
  project = await aProject(
    {
      'src/step.ts': "import { answer } from './deep/answer.ts';\nexport const Step = async () => answer;",
      'src/deep/answer.ts': 'export const answer = 1;',
    },
    `Resources:${aFunction('Step')}`,
  );
  expect(await project.call('Step')).toBe(1);

  project.write('src/deep/answer.ts', 'export const answer = 1000;');

  expect(await project.call('Step')).toBe(1000);
});

test('runs the source changed right after a call on the calls that come a moment later, and in a new build at once', async () => {
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step')}`,
  );
  await project.call('Step');
  expect(await project.call('Step')).toBe(1);

  project.write('src/step.ts', 'export const Step = async () => 1000;');
  await sleep(BELIEVED_MS);
  expect(await project.call('Step')).toBe(1000);

  project.write('src/step.ts', 'export const Step = async () => 1000_000;');
  await project.lambda.bundleAll();
  expect(await project.call('Step')).toBe(1000_000);
});

test('leaves a bundle alone whose sources have not changed', async () => {
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step')}`,
  );
  await project.lambda.bundleAll();
  const file = join(project.folder, '.local/build/Step/step.js');
  const before = statSync(file).mtimeMs;

  await project.call('Step');
  await project.lambda.bundleAll();

  expect(statSync(file).mtimeMs).toBe(before);
});

test('writes CommonJS beside a source map that names the .ts files', async () => {
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step')}`,
  );

  await project.lambda.bundleAll();

  const folder = join(project.folder, '.local/build/Step');
  const map = JSON.parse(readFileSync(join(folder, 'step.js.map'), 'utf8'));
  expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual({ type: 'commonjs' });
  expect(map.sources.map((source: string) => join(folder, source))).toEqual([
    join(project.folder, 'src/step.ts'),
  ]);
});

test('bundles all at once what it bundles one by one', async () => {
  const names = ['First', 'Second'];
  project = await aProject(
    {
      'src/First.ts': "import { answer } from './answer.ts';\nexport const First = async () => answer;",
      'src/Second.ts': "import { answer } from './answer.ts';\nexport const Second = async () => answer + 1;",
      'src/answer.ts': 'export const answer = 1;',
    },
    `Resources:${names.map((name) => aFunction(name).replaceAll('step', name)).join('')}`,
  );
  const read = () =>
    names.flatMap((name) =>
      ['.js', '.js.map'].map((ending) =>
        readFileSync(join(project?.folder ?? '', '.local/build', name, name + ending), 'utf8'),
      ),
    );

  await project.lambda.bundleAll();
  const together = read();
  project.write('src/answer.ts', 'export const answer = 10;');
  project.write('src/answer.ts', 'export const answer = 1;\n');
  const answers = [await project.call('First'), await project.call('Second')];

  expect(answers).toEqual([1, 2]);
  expect(together).toEqual(read());
});

test('one function that does not bundle stops no other', async () => {
  project = await aProject(
    { 'src/Good.ts': 'export const Good = async () => 1;', 'src/Bad.ts': "import './gone.ts';" },
    `Resources:${['Good', 'Bad'].map((name) => aFunction(name).replaceAll('step', name)).join('')}`,
  );

  await expect(project.lambda.bundleAll()).rejects.toThrow(/Bad cannot be bundled: .*gone.ts/s);
  expect(await project.call('Good')).toBe(1);
});

test.each([
  ["import './gone.ts';", 'Runtime.ImportModuleError', 'src/step.ts:1:7: Could not resolve "./gone.ts"'],
  [
    "import { gone } from './there.ts';\nexport const Step = gone;",
    'Runtime.ImportModuleError',
    'src/step.ts:1:9: No matching export',
  ],
  ['export const Step = {{ a };', 'Runtime.UserCodeSyntaxError', 'src/step.ts:1:21: Expected identifier'],
])(
  '%s fails at once as code fails that cannot be loaded, and works once it is fixed',
  async (source, errorType, message) => {
    for (const isDebugged of [false, true]) {
      project = await aProject(
        { 'src/step.ts': source, 'src/there.ts': 'export const there = 1;' },
        `Resources:${aFunction('Step')}`,
        { isDebugged: () => isDebugged },
      );
      const told: (string | undefined)[] = [];
      project.lambda.onBuild((_, failure) => told.push(failure?.message));

      const answers = [await project.call('Step'), await project.call('Step')];
      project.write('src/step.ts', 'export const Step = async () => 42;');
      const fixed = await project.call('Step');

      const failed = { errorType, errorMessage: expect.stringContaining(`Step does not bundle: ${message}`) };
      expect(answers).toMatchObject([failed, failed]);
      expect((answers[0] as { trace: string[] }).trace[0]).toBe(`  1 │ ${source.split('\n')[0]}`);
      expect(fixed).toBe(42);
      // Once, however often it is asked for; and then that it is fixed.
      expect(told).toEqual([expect.stringContaining('src/step.ts:1:'), undefined]);
      await project.remove();
      project = undefined;
    }
  },
);

test('a debugger and its absence do not rebuild what the other one uses', async () => {
  let isDebugged = true;
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step')}`,
    { isDebugged: () => isDebugged },
  );
  const told: string[] = [];
  project.lambda.onBuild(({ logicalId }) => told.push(logicalId));
  const states = () =>
    ['Step/build.json', 'Step-debugged/build.json'].map(
      (file) => statSync(join(project?.folder ?? '', '.local/build', file)).mtimeMs,
    );

  await project.call('Step');
  isDebugged = false;
  await project.call('Step');
  const before = states();
  isDebugged = true;
  await project.call('Step');

  expect(states()).toEqual(before);
  expect(told).toEqual([]);
});

test('bundles the module that Alias puts in place of another', async () => {
  project = await aProject(
    {
      'src/step.ts': "import { value } from 'large';\nexport const Step = async () => value;",
      ...OUTSIDE,
      'node_modules/outside/small.js': 'exports.value = 7;',
    },
    `Resources:${aFunction('Step', '', 'Alias: [large=outside/small.js]')}`,
  );

  expect(await project.call('Step')).toBe(7);
});

test('looks below CodeUri for a file that Alias puts in place of a module', async () => {
  project = await aProject(
    {
      'src/step.ts': "import { value } from 'outside';\nexport const Step = async () => value;",
      ...OUTSIDE,
      'src/own/small.ts': 'export const value = 7;',
    },
    `Resources:${aFunction('Step', '', 'Alias: [outside=./own/small.ts]')}`,
  );

  expect(await project.call('Step')).toBe(7);
});

test('finds what the bundle leaves out, when a layer brings it', async () => {
  project = await aProject(
    {
      'src/step.ts': IMPORTING,
      'layers/outside/package.json': '{"dependencies":{"outside":"1.0.0"}}',
      ...OUTSIDE,
    },
    `Transform: AWS::Serverless-2016-10-31\nResources:${LAYER}${aFunction('Step', 'Layers: [!Ref Outside]', 'External: [outside]')}`,
  );

  expect(await project.call('Step')).toBe(42);
});

test('fails as on AWS, when no layer brings what the bundle leaves out', async () => {
  project = await aProject(
    { 'src/step.ts': IMPORTING, ...OUTSIDE },
    `Resources:${aFunction('Step', '', 'External: [outside]')}`,
  );

  expect(await project.call('Step')).toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    errorMessage: expect.stringContaining("Cannot find module 'outside'"),
  });
});

test('a package that External names but nobody imports needs no layer', async () => {
  project = await aProject(
    { 'src/step.ts': 'export const Step = async () => 1;' },
    `Resources:${aFunction('Step', '', 'External: [outside]')}`,
  );

  expect(await project.call('Step')).toBe(1);
  expect(existsSync(join(project.folder, '.local/build/Step/step.js'))).toBe(true);
});

test("starts from sam's own settings and takes BuildProperties over", () => {
  const plan = (BuildProperties?: unknown) =>
    buildPlanOf({ BuildMethod: 'esbuild', BuildProperties }, 'steps/detect-face.handler');

  expect(plan()).toMatchObject({
    entryPoints: ['steps/detect-face'],
    options: { minify: true, target: 'es2020', format: 'cjs' },
  });
  expect(
    plan({
      Minify: false,
      MainFields: 'module,main',
      External: ['sharp'],
      KeepNames: true,
      Loader: ['.txt=text'],
      Banner: ['js=// a=b'],
      UseNpmCi: true,
    }),
  ).toMatchObject({
    external: ['sharp'],
    options: {
      minify: false,
      mainFields: ['module', 'main'],
      keepNames: true,
      loader: { '.txt': 'text' },
      banner: { js: '// a=b' },
    },
  });
});

test.each([
  [{ BuildMethod: 'nodejs24.x' }, /BuildMethod must be esbuild, not nodejs24.x/],
  [{}, /BuildMethod must be esbuild, not missing/],
  [
    { BuildMethod: 'esbuild', BuildProperties: { Splitting: true } },
    /BuildProperties.Splitting is not supported/,
  ],
  [
    { BuildMethod: 'esbuild', BuildProperties: { constructor: 1 } },
    /BuildProperties.constructor is not supported/,
  ],
  [{ BuildMethod: 'esbuild', BuildProperties: { Minify: 'yes' } }, /Minify must be true or false/],
  [{ BuildMethod: 'esbuild', BuildProperties: { Loader: ['txt'] } }, /key=value/],
])('refuses %j by name', (metadata, message) => {
  expect(() => buildPlanOf(metadata, 'x.handler')).toThrow(message);
});
