// What .vscode/ names exists: programs, tasks, inputs, samples, events, functions.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { statesOf } from '../../packages/laptop-cloud/src/faults/check-rules.ts';
import { type LaunchFile, ROOT, readSettings } from './launch-configuration.ts';

interface Input {
  id: string;
  type: string;
  default?: string;
  options?: string[];
}

interface TasksFile {
  tasks: {
    label: string;
    type: string;
    command?: string;
    script?: string;
    dependsOn?: string;
    problemMatcher?: { pattern?: unknown };
  }[];
  inputs: Input[];
}

const launch = readSettings<LaunchFile>('launch.json');
const tasks = readSettings<TasksFile>('tasks.json');
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

function functionsOfTemplate(): string[] {
  const template = readFileSync(path.join(ROOT, 'template.yaml'), 'utf8');
  return [...template.matchAll(/^ {2}(\w+):\n {4}Type: AWS::Serverless::Function$/gm)].map(([, id]) => id!);
}

function statesOfMachine(): string[] {
  const text = readFileSync(path.join(ROOT, 'statemachine/check-photo.asl.json'), 'utf8');
  return statesOf(JSON.parse(text)).map(({ name }) => name);
}

/** Every text inside a value, with the workspace's folder put in. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value.replaceAll('${workspaceFolder}', ROOT)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function inputsUsed(value: unknown): string[] {
  const uses = textsIn(value).flatMap((text) => [...text.matchAll(/\$\{input:(\w+)\}/g)]);
  return [...new Set(uses.map(([, id]) => id!))].sort();
}

it('offers first, for a plain F5, one photo; then everything, one step, tests, SAM in both ways', () => {
  expect(launch.configurations.map(({ name }) => name)).toEqual([
    'One photo',
    'One photo, stop at a state',
    'Run everything',
    'This step with this event',
    'Tests in this file',
    'Attach to sam local invoke',
    'SAM: invoke function',
  ]);
});

it.each(launch.configurations.map((configuration) => [configuration.name, configuration] as const))(
  'names only files and tasks that exist: %s',
  (_, { program, preLaunchTask, ...others }) => {
    const { invokeTarget, lambda } = others as {
      invokeTarget?: { templatePath: string; logicalId: string };
      lambda?: { payload: { path: string } };
    };
    const files = textsIn([program, invokeTarget?.templatePath, lambda?.payload.path]);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    if (preLaunchTask) expect(tasks.tasks.map(({ label }) => label)).toContain(preLaunchTask);
    if (invokeTarget) expect(functionsOfTemplate()).toContain(invokeTarget.logicalId);
  },
);

it.each([
  ['launch.json', launch, launch.inputs],
  ['tasks.json', tasks, tasks.inputs],
] as const)('asks in %s only for what it uses, and for all of that', (_, file, inputs) => {
  expect(inputs.map(({ id }) => id).sort()).toEqual(inputsUsed(file));
});

it('starts tasks that are there', () => {
  const labels = tasks.tasks.map(({ label }) => label);
  for (const { type, script, dependsOn } of tasks.tasks) {
    if (type === 'npm') expect(Object.keys(scripts)).toContain(script);
    if (dependsOn !== undefined) expect(labels).toContain(dependsOn);
  }
});

it.each([...launch.inputs, ...tasks.inputs].map((input) => [input.id, input] as const))(
  'offers what exists, and by default one of that: %s',
  (id, input: Input) => {
    const known: Record<string, (choice: string) => boolean> = {
      sample: (choice) => existsSync(path.join(ROOT, choice)),
      event: (choice) => existsSync(path.join(ROOT, choice)),
      state: (choice) => statesOfMachine().includes(choice),
      function: (choice) => functionsOfTemplate().includes(choice),
    };
    const choices = [...(input.options ?? []), input.default!];
    expect(choices.filter((choice) => !known[id]?.(choice))).toEqual([]);
    if (input.options) expect(input.options).toContain(input.default);
  },
);

it('lists every function of the template where a function is asked for', () => {
  for (const input of [...launch.inputs, ...tasks.inputs].filter(({ id }) => id === 'function')) {
    expect(input.options?.toSorted()).toEqual(functionsOfTemplate().sort());
  }
});

it('lists every state of the state machine where one is asked for', () => {
  const [input] = launch.inputs.filter(({ id }) => id === 'state');

  expect(input?.options?.toSorted()).toEqual(statesOfMachine().sort());
});

it('takes no line that a task prints for a problem', () => {
  for (const { problemMatcher } of tasks.tasks) {
    const patterns = textsIn(problemMatcher?.pattern ?? []).map((pattern) => new RegExp(pattern));
    for (const line of [
      '',
      'Invoking detect-face.handler (nodejs24.x)',
      'Debugger listening on ws://x',
      'Error: no',
    ])
      expect(patterns.filter((pattern) => pattern.test(line))).toEqual([]);
  }
});

it('looks for breakpoints where the laptop and SAM put their bundles', () => {
  const outFiles = launch.configurations.flatMap((each) => textsIn(each['outFiles']));
  expect(new Set(outFiles)).toEqual(
    new Set([
      path.join(ROOT, '.local/build/**/*.js'),
      // What runs under a debugger.
      path.join(ROOT, '.local/build/**/*.mjs'),
      path.join(ROOT, '.aws-sam/build/**/*.js'),
    ]),
  );
});
