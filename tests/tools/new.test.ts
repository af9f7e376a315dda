// npm run new, in a copy of the repository: what it makes type-checks, and fails its test because the work is not done.

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseTemplate } from '../../packages/laptop-cloud/src/stack/template.ts';
import { makeNew } from '../../tools/new/make.ts';
import { planOperation } from '../../tools/new/operation.ts';
import { planService } from '../../tools/new/service.ts';
import { planStep } from '../../tools/new/step.ts';
import { longRun } from '../support/long-run.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** What the recipes read or change, and what their tests use. */
const COPIED = [
  'src',
  'events',
  'statemachine',
  'tools',
  'tests/steps',
  'tests/shared',
  'tests/support',
  'packages',
  '.vscode',
  'template.yaml',
  'package.json',
  'tsconfig.json',
  'biome.json',
  'jest.config.mjs',
];

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'new-'));
  for (const part of COPIED)
    cpSync(path.join(ROOT, part), path.join(copy, part), {
      recursive: true,
      filter: (file) => !file.includes('node_modules'),
    });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' });
  return { status, stdout, stderr };
};
const make = (...words: string[]) => run('tools/new.ts', ...words);
const read = (file: string) => readFileSync(path.join(copy, file), 'utf8');
const madeBy = (stdout: string) => {
  const made = [...stdout.matchAll(/^made +(.+)$/gm)].map(([, file]) => file!);
  for (const file of made) touched.add(file);
  return made;
};

/** Everything that was made so far, and what was changed for it: type-checked in one go, as most of that is reading packages. */
const touched = new Set<string>();

/** What the type checker says of all that was touched. */
function typesOfTouched(): string {
  const files = [...touched].filter((file) => file.endsWith('.ts'));
  const config = { extends: './tsconfig.json', include: ['packages/**/*.d.ts', ...files] };
  writeFileSync(path.join(copy, 'tsconfig.new.json'), JSON.stringify(config));
  return run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json').stdout;
}

/** Made tests, each with what must be said by those of its tests that fail: run in one go, too. */
const tests = new Map<string, RegExp>();

/** The messages of the tests that failed, file by file. */
function failuresOf(files: readonly string[]): Map<string, string> {
  const { stdout } = run('node_modules/jest/bin/jest.js', '--json', '--silent', '--runInBand', ...files);
  const { testResults } = JSON.parse(stdout) as { testResults: { name: string; message: string }[] };
  const real = realpathSync(copy);
  return new Map(
    testResults.map(({ name, message }) => [path.relative(real, name).split(path.sep).join('/'), message]),
  );
}

it.each(['CONTRIBUTING.md', 'tools/new.ts'])('whoever types the examples of %s makes something', (file) => {
  const text = readFileSync(path.join(ROOT, file), 'utf8');
  const step = /\bstep.*?\b(ResizePhoto)\b/.exec(text)?.[1];
  const operation = /\boperation [^;]*?\b([a-z0-9]+:[A-Z]\w+)/.exec(text)?.[1];
  const service = /(?:-- service|NAME +a service on the laptop, such as) ([a-z]+)/.exec(text)?.[1];
  for (const [plan, name] of [
    [planStep, step],
    [planOperation, operation],
    [planService, service],
  ] as const)
    expect(plan(ROOT, name!).files.length).toBeGreaterThan(1);
});

describe('a step', () => {
  let stdout: string;
  beforeAll(() => {
    ({ stdout } = make('step', 'ResizePhoto'));
  });

  it('is its source, an event and a test', () => {
    expect(madeBy(stdout)).toEqual([
      'src/steps/resize-photo.ts',
      'events/resize-photo/happy.json',
      'tests/steps/resize-photo.test.ts',
    ]);
    tests.set('tests/steps/resize-photo.test.ts', /ResizePhoto does nothing yet/);
  });

  it('is a function that is built as the others, with its ARN in the definition and the right to call it', () => {
    const { resources } = parseTemplate(read('template.yaml'));
    const [made, other] = ['ResizePhotoFunction', 'DetectFaceFunction'].map((id) => resources[id]!);
    const { EntryPoints, ...build } = made!.metadata['BuildProperties'] as Record<string, unknown>;
    const { EntryPoints: _, ...usual } = other!.metadata['BuildProperties'] as Record<string, unknown>;
    expect(EntryPoints).toEqual(['steps/resize-photo.ts']);
    expect(build).toEqual(usual);
    const { DefinitionSubstitutions, Policies } = resources['CheckPhoto']!.properties;
    expect(DefinitionSubstitutions).toHaveProperty('ResizePhotoFunctionArn');
    expect(JSON.stringify(Policies)).toContain('${ResizePhotoFunction.Arn}:*');
  });

  it('is in the editor’s lists, which are JSON still', () => {
    for (const file of ['.vscode/launch.json', '.vscode/tasks.json']) {
      const { inputs } = JSON.parse(read(file)) as { inputs: { id: string; options?: string[] }[] };
      expect(inputs.find(({ id }) => id === 'function')?.options).toContain('ResizePhotoFunction');
    }
  });

  it('leaves the state to a person, ready to be pasted', () => {
    const snippet = stdout.slice(stdout.indexOf('{\n'), stdout.indexOf('\n}\n') + 2);
    const { ResizePhoto } = JSON.parse(snippet) as { ResizePhoto: { Type: string; Retry: unknown[] } };
    expect(ResizePhoto.Type).toBe('Task');
    expect(ResizePhoto.Retry.length).toBeGreaterThan(1);
    expect(stdout).not.toContain('paste into');
  });

  it('is not made twice', () => {
    const { status, stderr } = make('step', 'ResizePhoto');
    expect(stderr).toBe('error There is a step ResizePhoto already: src/steps/resize-photo.ts.\n');
    expect(status).toBe(2);
  });
});

describe('an operation', () => {
  it('has the input that AWS documents, and its test says that it does nothing yet', () => {
    const { stdout } = make('operation', 'cloudwatch:GetInsightRuleReport');
    const made = madeBy(stdout);
    touched.add('packages/laptop-cloud/src/services/cloudwatch/cloudwatch.ts');
    const source = read('packages/laptop-cloud/src/services/cloudwatch/get-insight-rule-report.ts');
    expect(source).toMatch(/RuleName: z\.string\(\),/);
    expect(source).toMatch(/Metrics: z\.array\(z\.string\(\)\)/);
    expect(read('packages/laptop-cloud/src/services/cloudwatch/cloudwatch.ts')).toMatch(
      /operations: \[\s*getInsightRuleReport\(\),/,
    );
    tests.set(made.find((file) => file.endsWith('.test.ts'))!, /GetInsightRuleReport does nothing yet/);
  });

  it('of a REST service has its route', () => {
    make('operation', 'lambda:PutFunctionRecursionConfig');
    const source = read('packages/laptop-cloud/src/services/lambda/put-function-recursion-config.ts');
    expect(source).toContain(
      "http: { method: 'PUT', path: '/2024-08-31/functions/{FunctionName}/recursion-config' }",
    );
  });
});

describe('a service', () => {
  it('is in the cloud, and its test misses an operation', () => {
    const { stdout } = make('service', 'parcel-depot');
    const made = madeBy(stdout);
    touched.add('packages/laptop-cloud/src/cloud-stores.ts');
    expect(read('packages/laptop-cloud/src/cloud-stores.ts')).toContain('createParcelDepot(account)');
    tests.set(
      made.find((file) => file.endsWith('.test.ts'))!,
      /parcel-depot has an operation[\s\S]*Expected: not/,
    );
  });
});

longRun.it(
  'each test that was made above fails, and says what is missing',
  () => {
    expect(tests.size).toBe(3);
    const failures = failuresOf([...tests.keys()]);
    for (const [file, missing] of tests) expect(failures.get(file)).toMatch(missing);
  },
  60_000,
);

longRun.it(
  'what was made above type-checks, with what was changed for it',
  () => {
    expect([...touched]).toEqual(
      expect.arrayContaining([
        'src/steps/resize-photo.ts',
        'packages/laptop-cloud/src/services/cloudwatch/get-insight-rule-report.ts',
        'packages/laptop-cloud/src/services/parcel-depot/parcel-depot.ts',
      ]),
    );
    expect(typesOfTouched()).toBe('');
  },
  60_000,
);

it.each([
  [['stp', 'ResizePhoto'], 'There is no recipe "stp": did you mean step?'],
  [['step'], '"new step" takes one name'],
  [['step', 'resize-photo2'], 'Did you mean ResizePhoto2?'],
  [['step', 'CheckPhoto'], 'The definition has a state CheckPhoto already'],
  [['operation', 'AddPermission'], 'such as kms:DescribeKey, not "AddPermission"'],
  [['operation', 'sqss:AddPermission'], 'The laptop has no service "sqss"'],
  [
    ['operation', 'sqs:AddPermision'],
    'AWS has no operation AddPermision of sqs: did you mean AddPermission?',
  ],
  [['operation', 'sqs:SendMessage'], 'sqs has SendMessage already'],
  [['operation', 's3:RestoreObject'], 'begin with a copy of one'],
  [['service', 'sqs'], 'There is a service sqs already'],
  [['service', 'ParcelDepot'], 'Did you mean parcel-depot?'],
])('refuses %j with the way out', async (words, message) => {
  await expect(makeNew(copy, words)).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining(message),
  });
});

it('makes nothing where a file of its own is there already', () => {
  const file = path.join(copy, 'src/steps/weigh-parcel.ts');
  mkdirFor('events/weigh-parcel/happy.json');
  const { status, stderr } = make('step', 'WeighParcel');
  expect(stderr).toContain('events/weigh-parcel/happy.json is there already');
  expect(existsSync(file)).toBe(false);
  expect(read('template.yaml')).not.toContain('WeighParcel');
  expect(status).toBe(2);
});

function mkdirFor(file: string): void {
  cpSync(path.join(ROOT, 'events/label-photo/happy.json'), path.join(copy, file));
}
