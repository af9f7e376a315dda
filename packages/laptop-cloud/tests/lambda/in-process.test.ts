import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Invocation } from '../../src/lambda/invocation.ts';
import { aFunction, aProject, type Project } from './a-project.ts';

const STEPS = `
import { value } from 'outside';
export const Step = async (event: { n: number }, context: { functionName: string }) => {
  process.stdout.write('{"_aws":{},"Done":1}\\n');
  return { sum: event.n + value, table: process.env.TABLE, home: process.env.HOME, name: context.functionName };
};
export const Fail = async () => {
  throw new RangeError('bad');
};`;

let project: Project;
beforeAll(async () => {
  project = await aProject(
    {
      'src/step.ts': STEPS,
      'node_modules/outside/package.json': '{"name":"outside","main":"index.js"}',
      'node_modules/outside/index.js': 'exports.value = 42;',
      'layers/outside/package.json': '{"dependencies":{"outside":"1"}}',
    },
    `Transform: AWS::Serverless-2016-10-31
Globals: { Function: { Layers: [!Ref L], Environment: { Variables: { TABLE: riders } } } }
Resources:
  L: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layers/outside } }
${['Step', 'Fail'].map((name) => aFunction(name, '', 'External: [outside]')).join('')}`,
  );
});
afterAll(() => project.remove());

function run(name: string, event: unknown): Invocation & { table?: string; path?: string } {
  const script = join(import.meta.dirname, 'in-process-run.ts');
  const args = ['--disable-warning=ExperimentalWarning', script, project.folder, name, JSON.stringify(event)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

test('handles an event without a thread, with the variables of the function and no others', () => {
  const { payload, log, table, path } = run('Step', { n: 1 });

  expect(JSON.parse(payload)).toEqual({ sum: 43, table: 'riders', name: project.lambda.find('Step').name });
  expect(log.filter(({ kind }) => kind === 'metric')).toHaveLength(1);
  expect(table).toBeUndefined();
  expect(path).toBe(process.env.PATH);
});

test('reports a failure as an invocation does, with the .ts line', () => {
  const { payload, functionError, log } = run('Fail', {});

  const report = JSON.parse(payload);
  const line = STEPS.split('\n').findIndex((text) => text.includes("'bad'")) + 1;
  expect(functionError).toBe('Unhandled');
  expect(report).toMatchObject({ errorType: 'RangeError', errorMessage: 'bad' });
  expect(report.trace.join('\n')).toContain(`src/step.ts:${line}:`);
  expect(log.some(({ text }) => text.includes('Invoke Error'))).toBe(true);
});
