// What tests of pure code need of Jest, without Jest: describe, it, it.each and expect, the latter two Jest's own.
import { createRequire } from 'node:module';

export interface Test {
  name: string;
  run(): Promise<void>;
}

type Define = (name: string, body: () => unknown) => void;

let collected: Test[] = [];
let within: string[] = [];

/** The tests that a file defines while it is loaded. */
export async function collectTests(load: () => Promise<unknown>): Promise<Test[]> {
  collected = [];
  within = [];
  await load();
  return collected;
}

const it: Define = (name, body) => {
  collected.push({ name: [...within, name].join(' '), run: async () => void (await body()) });
};
const describe: Define = (name, body) => {
  within.push(name);
  body();
  within.pop();
};
const skip: Define = () => undefined;

/** In the versions that Jest has them: nothing of the project depends on them by itself. */
function ofJest(name: string): Record<string, unknown> {
  const from = ['jest', '@jest/core', 'jest-config', 'jest-circus'].reduce(
    (require, each) => createRequire(require.resolve(each)),
    createRequire(import.meta.url),
  );
  return from(name) as Record<string, unknown>;
}

const { expect } = ofJest('expect');
const bind = ofJest('jest-each')['bind'] as (define: Define, takesDone: boolean) => unknown;
const withEach = (define: Define) => ({ each: bind(define, false) });
Object.assign(it, withEach(it), { skip: Object.assign(skip, withEach(skip)) });
Object.assign(describe, withEach(describe), { skip });
const refuse = (name: string) => () => {
  throw new Error(`${name} is not for tests of pure code: see tests/mutation/jest-globals.ts`);
};
Object.assign(globalThis, {
  it,
  test: it,
  describe,
  expect,
  ...Object.fromEntries(
    ['beforeAll', 'beforeEach', 'afterEach', 'afterAll'].map((name) => [name, refuse(name)]),
  ),
});
