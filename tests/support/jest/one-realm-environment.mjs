// Where suites run: in Node's own realm, as what they test does, not in a context made anew for each of them. What a suite leaves
// behind in the process goes at its end, so that the next one in the same worker finds it as it was.

import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';

/** Every assertion takes a stack with it; Jest would have a hundred calls in each. */
const STACK_DEPTH = 20;

export default class OneRealmEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null;

  constructor({ projectConfig: config }) {
    this.fakeTimersModern = new ModernFakeTimers({ config, global: globalThis });
    this.putBack = remembered();
    // Where Jest keeps the listeners of a suite, and what it has covered.
    delete globalThis[Symbol.for('EVENT_HANDLERS')];
    delete globalThis.__coverage__;
  }

  async setup() {
    Error.stackTraceLimit = STACK_DEPTH;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    this.putBack();
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
}

/** Puts back what the process is like now. What packages have added since stays: they are loaded once, and rely on it. */
function remembered() {
  const { env, argv, exit, exitCode } = process;
  const variables = { ...env };
  const folder = process.cwd();
  const globals = Object.entries(Object.getOwnPropertyDescriptors(globalThis));
  return () => {
    for (const name of Object.keys(env)) if (!(name in variables)) delete env[name];
    Object.assign(env, variables);
    Object.assign(process, { env, argv, exit, exitCode });
    for (const [name, was] of globals) {
      const now = Object.getOwnPropertyDescriptor(globalThis, name);
      if (now?.configurable !== false && (now?.value !== was.value || now?.get !== was.get))
        Object.defineProperty(globalThis, name, was);
    }
    if (process.cwd() !== folder) process.chdir(folder);
  };
}
