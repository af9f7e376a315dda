// Tries the mutants of pure code in one process: Stryker's instrumenter puts each behind a switch, and the tests that come by it run
// with the switch on. No module but the tests is loaded anew, so that a mutant costs milliseconds where Jest takes a second.
// node one-process.ts TASK.json, from main.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { collectTests, type Test } from './jest-globals.ts';
import type { Mutant, Report } from './score.ts';

export interface Task {
  /** The copy that is changed and tested. */
  box: string;
  /** Paths in it. */
  mutate: string[];
  tests: string[];
  /** Where the report goes. */
  report: string;
  /** Stryker's instrumenter, as a path. */
  instrumenter: string;
}

type Hits = Record<string, number>;
/** What the switches look at: https://github.com/stryker-mutator/stryker-js/blob/master/packages/api/src/core/instrument.ts */
interface Switches {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage: { static: Hits; perTest: Record<string, Hits> };
}

interface Instrumented {
  files: { name: string; content: string }[];
  mutants: {
    id: string;
    fileName: string;
    replacement: string;
    status?: 'Ignored';
    location: Mutant['location'];
  }[];
}

/** A test, or a whole file whose first lines come by the mutant: it is loaded anew. */
interface Trial {
  ms: number;
  run(): Promise<void>;
}

const task = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Task;
const switches: Switches = { mutantCoverage: { static: {}, perTest: {} } };
Object.assign(globalThis, { __stryker__: switches });

/** Tests, and what stands beside them, are loaded anew with each number. */
let loads = 0;
const isOfTests = (url: string): boolean => /^file:.*\/tests\/.*\.ts$/.test(url);
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const load = /\?load=\d+$/.exec(context.parentURL ?? '')?.[0];
    return load && isOfTests(found.url) ? { ...found, url: found.url + load } : found;
  },
});

function load(file: string): Promise<Test[]> {
  const url = pathToFileURL(path.join(task.box, file));
  return collectTests(() => import(`${url}?load=${loads++}`));
}

async function instrument(): Promise<Instrumented> {
  const { Instrumenter } = (await import(pathToFileURL(task.instrumenter).href)) as {
    Instrumenter: new (
      logger: object,
    ) => { instrument(files: object[], options: object): Promise<Instrumented> };
  };
  const silent = { debug() {}, info() {}, isDebugEnabled: () => false };
  const files = task.mutate.map((file) => {
    const name = path.join(task.box, file);
    return { name, mutate: true, content: readFileSync(name, 'utf8') };
  });
  const done = await new Instrumenter(silent).instrument(files, {
    ignorers: [],
    excludedMutations: [],
    plugins: null,
  });
  for (const { name, content } of done.files) writeFileSync(name, content);
  return done;
}

/** Runs everything once without a mutant, and keeps which mutants each test comes by. */
async function firstRun(): Promise<Map<string, Trial>> {
  // What modules do when they are first loaded is of no test.
  for (const file of task.tests) await load(file);
  const trials = new Map<string, Trial>();
  for (const file of task.tests) {
    switches.currentTestId = file;
    const tests = await load(file);
    let all = 0;
    for (const [at, test] of tests.entries()) {
      switches.currentTestId = `${file} ${at}`;
      const began = performance.now();
      await test.run().catch((cause) => {
        throw new Error(`${file}: "${test.name}" fails as it is`, { cause });
      });
      const ms = performance.now() - began;
      all += ms;
      trials.set(switches.currentTestId, { ms, run: test.run });
    }
    const run = async () => {
      for (const test of await load(file)) await test.run();
    };
    trials.set(file, { ms: all, run });
  }
  switches.currentTestId = undefined;
  return trials;
}

async function statusOf(id: string, trials: Trial[], hits: number): Promise<Mutant['status']> {
  // A loop that a mutant makes endless ends with an error of the switch.
  Object.assign(switches, { activeMutant: id, hitCount: 0, hitLimit: 10_000 + 100 * hits });
  try {
    for (const { run } of trials.toSorted((one, other) => one.ms - other.ms)) await run();
    return 'Survived';
  } catch (error) {
    return String(error).includes('Hit count limit') ? 'Timeout' : 'Killed';
  } finally {
    switches.activeMutant = undefined;
  }
}

const sources = Object.fromEntries(
  task.mutate.map((file) => [file, readFileSync(path.join(task.box, file), 'utf8')]),
);
const { mutants } = await instrument();
const trials = await firstRun();
const { perTest, static: atLoad } = switches.mutantCoverage;
switches.mutantCoverage = { static: {}, perTest: {} };
const report: Report = { files: {} };
for (const [file, source] of Object.entries(sources)) report.files[file] = { source, mutants: [] };
for (const { id, fileName, replacement, status: given, location } of mutants) {
  const passing = Object.entries(perTest).filter(([, hits]) => hits[id]);
  const hits = passing.reduce((sum, [, counts]) => sum + counts[id]!, 0);
  const unseen: Mutant['status'] = atLoad[id] ? 'Ignored' : 'NoCoverage';
  const passed = passing.map(([trial]) => trials.get(trial)!);
  const status = given ?? (passed.length > 0 ? await statusOf(id, passed, hits) : unseen);
  const { start, end } = location;
  const file = path.relative(task.box, fileName).replaceAll(path.sep, '/');
  report.files[file]!.mutants.push({
    status,
    replacement,
    // Lines and columns begin with 1 in reports.
    location: {
      start: { line: start.line + 1, column: start.column + 1 },
      end: { line: end.line + 1, column: end.column + 1 },
    },
  });
}
writeFileSync(task.report, JSON.stringify(report));
