// npm run test:mutation [-- --files GLOB …] [--static]: changes the code in small ways and tells which changes no test
// notices. The engine takes an hour, the domain a minute. Outside `npm test`; Stryker is installed beside this file on first use.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asked } from '../../tools/asked.ts';
import type { Task } from './one-process.ts';
import { ALWAYS, PARTS, type Part } from './parts.ts';
import { type Report, scoreOf, survivorsOf } from './score.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const STRYKER = path.join(import.meta.dirname, 'node_modules/@stryker-mutator/core/bin/stryker.js');
const FOLDER = '.local/mutation';

const HELP = `npm run test:mutation -- [FILE...] [options]

Changes the code in small ways and tells which changes no test notices. The domain takes a minute, the engine an hour: name files.

  --files GLOB   files to change (repeatable), of those in tests/mutation/parts.ts
  --static       texts and tables at the top of a module as well, each with all tests in Jest
  --help         this text`;

function main(): void {
  const { values, positionals } = asked(HELP, {
    allowPositionals: true,
    options: {
      files: { type: 'string', multiple: true, default: [] },
      // Texts and tables at the top of a module: each of them needs all the tests.
      static: { type: 'boolean', default: false },
    },
  });
  const wanted = [...values.files, ...positionals];
  const parts = PARTS.map((part) => ({ ...part, mutate: chosen(part, wanted) })).filter(
    ({ mutate }) => mutate.length > 0,
  );
  if (parts.length === 0) {
    console.error(
      `${wanted.join(', ')} is in no part of tests/mutation/parts.ts: ${PARTS.flatMap(({ mutate }) => mutate).join(', ')}`,
    );
    process.exitCode = 2;
    return;
  }
  if (!existsSync(STRYKER)) install();
  const report: Report = { files: {} };
  for (const part of parts) {
    // What is done when modules are loaded can only be tried by loading them anew.
    const tried = part.isPure && !values.static ? runInOneProcess(part) : run(part, values.static);
    Object.assign(report.files, tried.files);
  }
  console.log(['', ...survivorsOf(report), '', scoreOf(report)].join('\n'));
}

/** Of the files of a part, those that are wanted: all of them unless some are named. */
function chosen({ mutate }: Part, wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return mutate;
  return wanted.filter((file) =>
    mutate.some((glob) => path.matchesGlob(file, glob) || path.matchesGlob(glob, file)),
  );
}

function runInOneProcess({ name, mutate, tests, needs }: Part): Report {
  const box = path.join(ROOT, FOLDER, `${name}-in-one`);
  rmSync(box, { recursive: true, force: true });
  for (const needed of [...ALWAYS, ...needs].flatMap((glob) => globSync(glob, { cwd: ROOT })))
    cpSync(path.join(ROOT, needed), path.join(box, needed), { recursive: true });
  const task: Task = {
    box,
    mutate: filesIn(box, mutate),
    tests: filesIn(box, tests),
    report: path.join(ROOT, FOLDER, `${name}.json`),
    instrumenter: path.join(
      import.meta.dirname,
      'node_modules/@stryker-mutator/instrumenter/dist/src/index.js',
    ),
  };
  const file = path.join(ROOT, FOLDER, `${name}.task.json`);
  writeFileSync(file, JSON.stringify(task));
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, 'one-process.ts'), file], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`The mutants of the part ${name} could not be tried`);
  return JSON.parse(readFileSync(task.report, 'utf8')) as Report;
}

function run({ name, mutate, tests, needs }: Part, withStatic: boolean): Report {
  const file = `${FOLDER}/${name}.json`;
  const config = `${FOLDER}/${name}.config.json`;
  mkdirSync(path.join(ROOT, FOLDER), { recursive: true });
  const settings = {
    plugins: ['@stryker-mutator/jest-runner'],
    testRunner: 'jest',
    jest: {
      config: {
        testMatch: tests.map((glob) => `<rootDir>/${glob}`),
        // Jest's own: Stryker keeps what it knows of a mutant in a suite's globals, and finds environments by package names alone.
        testEnvironment: 'node',
        runtime: 'jest-runtime',
      },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: 'perTest',
    ignoreStatic: !withStatic,
    concurrency: 1,
    // Jest leaves something behind of every run: after eighty it would take seconds where it took a third of one.
    maxTestRunnerReuse: 40,
    timeoutMS: 4000,
    mutate,
    // Only what the tests need is copied; node_modules is linked.
    ignorePatterns: ['**', ...[...ALWAYS, ...needs].flatMap((needed) => [`!${needed}`, `!${needed}/**`])],
    tempDirName: `${FOLDER}/${name}`,
    reporters: ['progress-append-only', 'json'],
    jsonReporter: { fileName: file },
    // Node strips the types; TypeScript 7 has no library that Stryker could read its settings with.
    tsconfigFile: 'none.json',
  };
  writeFileSync(path.join(ROOT, config), JSON.stringify(settings));
  const { status } = spawnSync(process.execPath, [STRYKER, 'run', config], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`Stryker ended with exit code ${status} in the part ${name}`);
  return JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) as Report;
}

const filesIn = (cwd: string, globs: readonly string[]): string[] =>
  globs.flatMap((glob) => globSync(glob, { cwd })).map((file) => file.replaceAll(path.sep, '/'));

function install(): void {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(
    npm,
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'],
    { cwd: import.meta.dirname, stdio: 'inherit', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error('Stryker could not be installed: it needs the npm registry once');
}

main();
