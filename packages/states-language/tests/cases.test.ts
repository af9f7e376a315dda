// What AWS documents, as data: machines and inputs of our own in cases/*.json, each beside the page that says the answer.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Outcome } from '../src/host.ts';
import { StatesTaskError } from '../src/task-error.ts';
import { type Ran, run } from './engine.ts';
import { memory } from './map/distributed.ts';

/** What a task does: gives an output, fails, or never answers. */
type Answer = { output: unknown } | { error: string; cause: string } | 'never';

interface Case {
  name: string;
  /** The page that says what is to be expected. */
  source: string;
  definition: object;
  input: unknown;
  /** Answers of tasks in their order, by the names of their states. */
  tasks?: Record<string, Answer[]>;
  /** Objects in S3, by bucket/key. */
  objects?: Record<string, string>;
  expected: Partial<Outcome>;
  /** What the tasks are called with, in order. */
  taskInputs?: Record<string, unknown[]>;
  /** How long it takes by the clock of the execution. */
  seconds?: number;
}

const FOLDER = path.join(import.meta.dirname, 'cases');
const files = readdirSync(FOLDER).map((file) => {
  const { about, cases } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as {
    about: string;
    cases: Case[];
  };
  return [file, about, cases] as const;
});

describe.each(files)('%s: %s', (_file, _about, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const ran = await runCase(one);
    expect(ran.outcome).toMatchObject(one.expected);
    if ('output' in one.expected) expect(ran.output).toEqual(one.expected.output);
    for (const [state, inputs] of Object.entries(one.taskInputs ?? {}))
      expect(ran.calls.filter((call) => call.state === state).map(({ input }) => input)).toEqual(inputs);
    if (one.seconds !== undefined) expect(ran.elapsedMs / 1000).toBe(one.seconds);
  });

  it('names a page for every case, and every case once', () => {
    const pages = /^https:\/\/(docs\.aws\.amazon\.com\/step-functions\/|states-language\.net\/)/;
    expect(cases.filter(({ source }) => !pages.test(source))).toEqual([]);
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });
});

function runCase({ definition, input, tasks = {}, objects = {} }: Case): Promise<Ran> {
  const left = structuredClone(tasks);
  const shelf = memory(objects);
  return run(definition, input, {
    objects: {
      ...shelf,
      getObject: (at, signal) => shelf.getObject({ Key: `${at['Bucket']}/${at['Key']}` }, signal),
    },
    task: ({ state }) => {
      const answer = left[state]?.shift();
      if (answer === undefined) throw new Error(`the case has no further answer for the task ${state}`);
      if (answer === 'never') return new Promise(() => {});
      if ('error' in answer) throw new StatesTaskError(answer.error, answer.cause);
      return answer.output;
    },
  });
}
