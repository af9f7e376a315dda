// The aliases of functions. Those of the template come with each start; what the API makes of one of them stays until the template
// says something else of it, as it does between two deployments.
import { randomUUID } from 'node:crypto';
import type { FunctionAlias, KeptAlias, VersionRecords } from './version-records.ts';

export interface FunctionAliases {
  /** Oldest first. */
  of(functionId: string): KeptAlias[];
  named(functionId: string, name: string): KeptAlias | undefined;
  /** Makes one, or changes it: each time it has another revision. */
  put(alias: FunctionAlias): KeptAlias;
  /** Takes the template's own. */
  plan(alias: FunctionAlias): void;
  remove(functionId: string, name: string): void;
  /** The version that a call of it goes to, at random by weight. */
  choose(alias: FunctionAlias): string;
}

export function createFunctionAliases(
  records: VersionRecords,
  random: () => number = Math.random,
): FunctionAliases {
  /** Of the template as it was, until this start's template has said the same. */
  const left = new Set(records.aliases.filter(({ planned }) => planned !== undefined));
  const isOne = (functionId: string, name: string) => (alias: KeptAlias) =>
    alias.functionId === functionId && alias.name === name;
  const of = (functionId: string) =>
    records.aliases.filter((alias) => alias.functionId === functionId && !left.has(alias));
  const named = (functionId: string, name: string) =>
    records.aliases.find((alias) => isOne(functionId, name)(alias) && !left.has(alias));

  function replace(alias: KeptAlias): KeptAlias {
    const at = records.aliases.findIndex(isOne(alias.functionId, alias.name));
    if (at < 0) records.aliases.push(alias);
    else records.aliases[at] = alias;
    records.save();
    return alias;
  }

  return {
    of,
    named,
    put(alias) {
      const known = named(alias.functionId, alias.name);
      return replace({ ...known, ...alias, kind: 'alias', revision: randomUUID() });
    },
    plan(alias) {
      const planned = JSON.stringify(alias);
      const known = records.aliases.find(isOne(alias.functionId, alias.name));
      if (known?.planned === planned) left.delete(known);
      else replace({ ...alias, kind: 'alias', revision: randomUUID(), planned });
    },
    remove(functionId, name) {
      const alias = named(functionId, name);
      if (!alias) return;
      records.aliases = records.aliases.filter((one) => one !== alias);
      records.save();
    },
    choose({ routes }) {
      let dice = random();
      for (const { version, weight } of routes) {
        if (dice < weight) return version;
        dice -= weight;
      }
      return routes[0]!.version;
    },
  };
}
