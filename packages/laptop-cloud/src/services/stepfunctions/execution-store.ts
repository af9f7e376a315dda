// Keeps executions and their histories, in memory and, with a folder, in append-only files that survive a restart:
// executions.jsonl has a line per change of an execution, map-runs.jsonl one per start and end of a map run, histories/ a
// file of events for each execution, definitions/ a snapshot of every definition that was ever run.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryEvent, MapRun } from 'states-language';
import { resourceParts } from '../../arns.ts';
import { replaceFileSoon } from '../../atomic-file.ts';
import { pendingLines, readJsonLines } from '../json-lines.ts';
import type { ExecutionRecord } from './execution-record.ts';

export interface ExecutionStore {
  /** All executions as they were last saved, oldest first. */
  load(): ExecutionRecord[];
  save(record: ExecutionRecord): void;
  /** All map runs as they were last saved, oldest first. */
  loadMapRuns(): MapRun[];
  saveMapRun(run: MapRun): void;
  append(executionArn: string, event: HistoryEvent): void;
  history(executionArn: string): readonly HistoryEvent[];
  /** An ended execution's history may leave memory when it is on disk. */
  evict(executionArn: string): void;
  saveDefinition(definition: string): string;
  definition(key: string): string;
  /** Writes what is still waiting to be written. */
  flush(): void;
}

/** Histories of ended executions that stay in memory although they are on disk; one of a hundred events holds some 300 KB. */
const SETTLED_IN_MEMORY = 20;

/** Events come in bursts, and writing each burst at once slows the execution down. Starts and ends do not wait. */
const WRITE_DELAY_MS = 20;

export function createExecutionStore(folder: string | null): ExecutionStore {
  const histories = new Map<string, HistoryEvent[]>();
  const definitions = new Map<string, string>();
  if (folder === null) return memoryStore(histories, definitions);

  const index = join(folder, 'executions.jsonl');
  const mapRunIndex = join(folder, 'map-runs.jsonl');
  const settled: string[] = [];
  const files = pendingLines(WRITE_DELAY_MS);
  mkdirSync(join(folder, 'histories'), { recursive: true });
  mkdirSync(join(folder, 'definitions'), { recursive: true });
  const historyFile = (arn: string) => join(folder, 'histories', `${fileName(arn)}.jsonl`);
  const onDisk = (arn: string) => {
    files.flush();
    return readLines<HistoryEvent>(historyFile(arn));
  };
  const appendSoon = (file: string, value: unknown) => {
    files.append(file, value);
    files.flushSoon();
  };
  const definitionFile = (key: string) => join(folder, 'definitions', `${key}.json`);

  return {
    load: () => latest(readLines<ExecutionRecord>(index), (record) => record.executionArn),
    save: (record) => appendSoon(index, record),
    loadMapRuns: () => latest(readLines<MapRun>(mapRunIndex), (run) => run.arn),
    saveMapRun: (run) => appendSoon(mapRunIndex, run),
    append(arn, event) {
      histories.get(arn)?.push(event) ?? histories.set(arn, [...onDisk(arn), event]);
      files.append(historyFile(arn), event);
    },
    history: (arn) => histories.get(arn) ?? onDisk(arn),
    evict(arn) {
      settled.push(arn);
      if (settled.length > SETTLED_IN_MEMORY) histories.delete(settled.shift() ?? '');
    },
    saveDefinition(definition) {
      const key = keyOf(definition);
      if (!definitions.has(key) && !existsSync(definitionFile(key)))
        replaceFileSoon(definitionFile(key), definition);
      definitions.set(key, definition);
      return key;
    },
    definition(key) {
      const text = definitions.get(key) ?? readFileSync(definitionFile(key), 'utf8');
      definitions.set(key, text);
      return text;
    },
    flush: () => files.flush(),
  };
}

function memoryStore(
  histories: Map<string, HistoryEvent[]>,
  definitions: Map<string, string>,
): ExecutionStore {
  return {
    load: () => [],
    save: () => undefined,
    loadMapRuns: () => [],
    saveMapRun: () => undefined,
    append(arn, event) {
      histories.get(arn)?.push(event) ?? histories.set(arn, [event]);
    },
    history: (arn) => histories.get(arn) ?? [],
    evict: () => undefined,
    saveDefinition(definition) {
      const key = keyOf(definition);
      definitions.set(key, definition);
      return key;
    },
    definition: (key) => definitions.get(key) ?? '',
    flush: () => undefined,
  };
}

/** The last line of each, in the order of the first. */
function latest<Kept>(lines: readonly Kept[], arnOf: (line: Kept) => string): Kept[] {
  return [...new Map(lines.map((line) => [arnOf(line), line])).values()];
}

function readLines<Kept>(file: string): Kept[] {
  return readJsonLines(file).filter((value): value is Kept => value !== undefined);
}

/** Readable, short, and different for every ARN also where file names ignore case. */
function fileName(arn: string): string {
  const [, machine = '', name = ''] = resourceParts(arn);
  const readable = `${machine}.${name}`.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 120);
  return `${readable}.${keyOf(arn).slice(0, 12)}`;
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
