// Where the X-Ray SDK keeps the segment it is at, in place of `cls-hooked/context`: that one hooks into every promise that
// is made, and into its end, which costs a step more time than all it does itself. The build puts this file in its place
// (Alias in template.yaml). Only what the SDK calls is here.

import { AsyncLocalStorage } from 'node:async_hooks';

type Values = Record<string, unknown>;

interface Namespace {
  get(key: string): unknown;
  set(key: string, value: unknown): unknown;
  createContext(): Values;
  /** For good: what belongs to no `run` is in this context. An environment handles one event at a time. */
  enter(context: Values): void;
  /** Calls `work` in a context of its own, which what it starts keeps. */
  run(work: (context: Values) => void): Values;
}

const namespaces = new Map<string, Namespace>();

export function getNamespace(name: string): Namespace | undefined {
  return namespaces.get(name);
}

export function destroyNamespace(name: string): void {
  namespaces.delete(name);
}

export function createNamespace(name: string): Namespace {
  const within = new AsyncLocalStorage<Values>();
  let outside: Values | undefined;
  const active = (): Values | undefined => within.getStore() ?? outside;

  const namespace: Namespace = {
    get: (key) => active()?.[key],
    set(key, value) {
      const context = active();
      if (!context) throw new Error(`no context of ${name} was entered before ${key} was set`);
      context[key] = value;
      return value;
    },
    createContext: () => Object.create(active() ?? null) as Values,
    enter(context) {
      outside = context;
    },
    run(work) {
      const context = namespace.createContext();
      within.run(context, work, context);
      return context;
    },
  };
  namespaces.set(name, namespace);
  return namespace;
}
