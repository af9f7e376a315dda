// What is mutated, in parts: files that belong together, and the tests that are for them.

export interface Part {
  name: string;
  /** Globs of the files to mutate. */
  mutate: readonly string[];
  /** Globs of the tests that should notice. */
  tests: readonly string[];
  /** Files and folders that the tests need beside. */
  needs: readonly string[];
  /** Neither code nor tests keep anything: all mutants can be tried in one process (one-process.ts). */
  isPure?: boolean;
}

/** What Jest's own settings need, whatever is tested. */
export const ALWAYS = [
  'package.json',
  'jest.config.mjs',
  'tests/support/compile-once.ts',
  // They are asked which packages there are.
  'packages/*/package.json',
];

const ENGINE = 'packages/states-language';
/** The cases that AWS documents are for all of them. */
const engineTests = (...names: string[]) =>
  [...names, 'cases'].map((name) => `${ENGINE}/tests/${name}.test.ts`);

export const PARTS: readonly Part[] = [
  {
    name: 'domain',
    isPure: true,
    // What a run of the sweep may do is decided like a rule.
    mutate: ['src/domain/*.ts', 'src/sweep/run.ts'],
    tests: ['tests/domain/*.test.ts', 'tests/sweep/run.test.ts'],
    needs: [
      'src',
      'tests/domain',
      'tests/sweep/run.test.ts',
      'tests/support',
      'tests/template/project.ts',
      'bench/recheck/judged-photos.ts',
      'packages/laptop-cloud/src',
      'statemachine',
      'template.yaml',
      'web/rider/consent',
    ],
  },
  {
    name: 'jsonpath',
    mutate: [`${ENGINE}/src/jsonpath/*.ts`, `${ENGINE}/src/query.ts`],
    tests: engineTests(
      'jsonpath/*',
      'query',
      'intrinsics/*',
      'data-flow',
      'variables',
      'choice',
      'jsonata/references',
    ),
    needs: [ENGINE],
  },
  {
    name: 'intrinsics',
    mutate: [`${ENGINE}/src/intrinsics/*.ts`],
    tests: engineTests('intrinsics/*', 'jsonata/*', 'data-flow'),
    needs: [ENGINE],
  },
  {
    name: 'fields',
    mutate: [`${ENGINE}/src/fields.ts`, `${ENGINE}/src/shape.ts`],
    tests: engineTests(
      'fields',
      'data-flow',
      'choice',
      'jsonata/states',
      'variables',
      'map',
      'retry-and-catch',
      'wait-and-fail',
      'test-state',
      'task',
    ),
    needs: [ENGINE],
  },
  {
    name: 'jsonata',
    mutate: [`${ENGINE}/src/jsonata/*.ts`],
    tests: engineTests('jsonata/*'),
    needs: [ENGINE],
  },
];
