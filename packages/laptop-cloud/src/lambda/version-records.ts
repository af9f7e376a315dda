// What is kept of the versions and aliases of functions, those of the template and those that the API has made alike: one file,
// replaced as a whole, so that no alias is ahead of its version and no number is given twice.
import { loadJson, saveJson } from '../json-list.ts';
import type { LambdaFunction } from './lambda-function.ts';

/** Files by path, each with its state. */
export type Sources = Readonly<Record<string, string>>;

export interface FunctionVersion {
  /** Missing in what an older laptop cloud has published. */
  kind?: 'version';
  number: number;
  /** The function as it was when it was published. */
  published: LambdaFunction;
  description?: string;
  publishedMs: number;
  /** Logical id of the resource that published it; the API has none. */
  owner?: string;
  /** What SAM would have seen of the function, for one that publishes itself. */
  seen?: string;
  /** The files of the bundle that it first ran, with their states. */
  code?: Sources;
  /** Of its code, in base64, where the API has published it: that code is kept, whatever becomes of the function. */
  codeSha256?: string;
  /** Missing in what an older laptop cloud has published. */
  revision?: string;
}

export interface AliasRoute {
  /** A number, or LATEST. */
  version: string;
  /** Between 0 and 1. */
  weight: number;
}

export interface FunctionAlias {
  /** Logical id of the function. */
  functionId: string;
  name: string;
  description?: string;
  routes: readonly AliasRoute[];
  /** Logical id of the resource that made it; the API has none. */
  owner?: string;
}

export interface KeptAlias extends FunctionAlias {
  kind: 'alias';
  /** Another with each change. */
  revision: string;
  /** What the template said of its own alias when it was last taken from there. */
  planned?: string;
}

/** The last number that each function has given: none is given again, of functions either that were deleted. */
interface Counter {
  kind: 'counter';
  functionId: string;
  last: number;
}

export interface VersionRecords {
  /** Oldest first. */
  versions: FunctionVersion[];
  aliases: KeptAlias[];
  counters: Map<string, number>;
  save(): void;
}

export function openVersionRecords(file: string | null): VersionRecords {
  const kept = loadJson(file) as (FunctionVersion | KeptAlias | Counter)[];
  const counters = kept.filter((one) => one.kind === 'counter');
  const records: VersionRecords = {
    versions: kept.filter((one): one is FunctionVersion => (one.kind ?? 'version') === 'version'),
    aliases: kept.filter((one) => one.kind === 'alias'),
    counters: new Map(counters.map(({ functionId, last }) => [functionId, last])),
    save: () =>
      saveJson(file, [
        ...[...records.counters].map(([functionId, last]) => ({ kind: 'counter', functionId, last })),
        ...records.versions,
        ...records.aliases,
      ]),
  };
  return records;
}
