// Executions in a folder, in append-only files: executions.jsonl has a line per change of an execution, map-runs.jsonl one per
// start and end of a map run, histories/ a file for each execution with a line per burst of its events and notes,
// definitions/ a snapshot of every definition that was ever run.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedHistoryError, type HistoryEntry, type HistoryEvent, type MapRun } from 'states-language';
import { resourceParts } from '../../arns.ts';
import { dropHalfWritten, replaceFileSoon, wholeFiles } from '../../atomic-file.ts';
import { cutTornLine, readJsonLines } from '../json-lines.ts';
import { BurstWriter } from './burst-writer.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { type ExecutionStore, isNote, keyOf, newTokenKey } from './execution-store.ts';
import { FiledRecords } from './filed-records.ts';

/** Events that stay in memory although they are on disk, those of executions that recorded something last; each holds some 3 KB. */
const EVENTS_IN_MEMORY = 1000;

/** As on AWS. */
const KEPT_MS = 90 * 86_400_000;

/** The history of an execution, and where it is written. */
interface Kept {
  file: string;
  isChild: boolean;
  /** The last ones; so many before them are on disk alone. */
  events: HistoryEvent[];
  before: number;
  hasEnded: boolean;
}

export class ExecutionFiles implements ExecutionStore {
  readonly records: FiledRecords;
  readonly #folder: string;
  readonly #writer = new BurstWriter();
  /** Of executions under way, and of a few that have ended: those that recorded something last come last. */
  readonly #kept = new Map<string, Kept>();
  /** Of these, those with events in memory, in the same order. */
  readonly #inMemory = new Map<string, Kept>();
  #eventsInMemory = 0;
  readonly #definitions = new Map<string, string>();
  /** By definition: it is long, and every start names it. */
  readonly #definitionKeys = new Map<string, string>();

  /** How many ended executions this start has forgotten. */
  readonly forgotten: number;

  /** `nowMs`: what ended 90 days before is forgotten; `keepBytes`: and then the oldest, until the rest takes no more. */
  constructor(folder: string, nowMs = Date.now(), keepBytes = Number.POSITIVE_INFINITY) {
    this.#folder = folder;
    mkdirSync(join(folder, 'histories'), { recursive: true });
    mkdirSync(join(folder, 'definitions'), { recursive: true });
    // Names alone: what was half-written is removed.
    wholeFiles(join(folder, 'definitions'));
    for (const file of [this.#mapRunIndex, this.#tokenKeyFile]) dropHalfWritten(file);
    cutTornLine(this.#index);
    cutTornLine(this.#mapRunIndex);
    this.records = new FiledRecords(this.#index, this.#writer);
    const old = this.records.endedBefore(nowMs - KEPT_MS);
    this.#forget(old);
    const more = Number.isFinite(keepBytes) ? this.#beyond(keepBytes) : [];
    this.#forget(more);
    this.forgotten = old.length + more.length;
  }

  /** The oldest that have ended and that nothing which goes on asks for: so many that the others take no more than that. */
  #beyond(keepBytes: number): ExecutionRecord[] {
    const runs = this.loadMapRuns().filter(({ status }) => status === 'RUNNING');
    const goingOn = new Set<string | undefined>(runs.map(({ arn }) => arn));
    const found: ExecutionRecord[] = [];
    let bytes = this.#folderBytes();
    for (const [record, lineBytes] of this.records.oldestFirst()) {
      if (bytes <= keepBytes) break;
      if (record.status === 'RUNNING' || (record.mapRunArn && goingOn.has(record.mapRunArn))) continue;
      found.push(record);
      bytes -= lineBytes + sizeOf(this.#historyFile(record.executionArn));
    }
    return found;
  }

  #folderBytes(): number {
    const folder = join(this.#folder, 'histories');
    const histories = readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
    return histories + this.records.bytes;
  }

  /** Histories first: a process that is killed on the way finds the rest to do at its next start. */
  #forget(records: readonly ExecutionRecord[]): void {
    const old = new Set(records.map(({ executionArn }) => executionArn));
    if (old.size === 0) return;
    for (const arn of old) rmSync(this.#historyFile(arn), { force: true });
    const runs = this.loadMapRuns().filter(({ executionArn }) => !old.has(executionArn));
    if (existsSync(this.#mapRunIndex))
      replaceFileSoon(this.#mapRunIndex, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    this.records.drop(old);
  }

  loadMapRuns(): MapRun[] {
    return latest(readLines<MapRun>(this.#mapRunIndex), (run) => run.arn);
  }

  saveMapRun(run: MapRun): void {
    const text = JSON.stringify(run);
    if (run.status === 'RUNNING') this.#writer.announce(this.#mapRunIndex, text);
    else this.#writer.line(this.#mapRunIndex, text);
  }

  begin(arn: string): void {
    const { file } = this.#keep(arn, 0);
    // A file may be there of a start that nobody was told of, as the process died before the execution was kept.
    this.#writer.empty(file);
  }

  append(arn: string, entry: HistoryEntry): void {
    const kept = this.#kept.get(arn) ?? this.#reopened(arn);
    kept.hasEnded = false;
    this.#writer.entry(kept.file, entry, kept.isChild);
    if (!isNote(entry)) this.#hold(arn, kept, entry);
  }

  history(arn: string): readonly HistoryEvent[] {
    const kept = this.#kept.get(arn);
    if (!kept) return eventsOnDisk(this.#historyFile(arn));
    return kept.before === 0
      ? kept.events
      : [...eventsOnDisk(kept.file).slice(0, kept.before), ...kept.events];
  }

  eventCount(arn: string): number {
    const kept = this.#kept.get(arn);
    return kept ? kept.before + kept.events.length : this.history(arn).length;
  }

  left(arn: string): readonly HistoryEntry[] {
    const file = this.#historyFile(arn);
    cutTornLine(file);
    const lines = readJsonLines(file);
    const damaged = lines.indexOf(undefined);
    if (damaged >= 0) throw new DamagedHistoryError(`line ${damaged + 1} of ${file} is damaged`);
    const entries = (lines as (HistoryEntry | HistoryEntry[])[]).flat();
    this.#keep(arn, eventsIn(entries).length);
    return entries;
  }

  evict(arn: string): void {
    const kept = this.#kept.get(arn);
    this.#writer.closeSoon(kept?.file ?? this.#historyFile(arn));
    if (!kept) return;
    kept.hasEnded = true;
    if (kept.events.length === 0) this.#kept.delete(arn);
  }

  saveDefinition(definition: string): string {
    const known = this.#definitionKeys.get(definition);
    if (known !== undefined) return known;
    const key = keyOf(definition);
    const file = this.#definitionFile(key);
    if (!this.#definitions.has(key) && !existsSync(file)) replaceFileSoon(file, definition);
    this.#definitions.set(key, definition);
    this.#definitionKeys.set(definition, key);
    return key;
  }

  definition(key: string): string {
    const text = this.#definitions.get(key) ?? readFileSync(this.#definitionFile(key), 'utf8');
    this.#definitions.set(key, text);
    return text;
  }

  written(): Promise<void> {
    return this.#writer.written();
  }

  tokenKey(): Buffer {
    const file = this.#tokenKeyFile;
    if (!existsSync(file)) replaceFileSoon(file, newTokenKey().toString('hex'), 0o600);
    return Buffer.from(readFileSync(file, 'utf8'), 'hex');
  }

  close(): void {
    this.#writer.closeAll();
    this.records.close();
  }

  get #tokenKeyFile(): string {
    return join(this.#folder, 'token-key');
  }

  get #index(): string {
    return join(this.#folder, 'executions.jsonl');
  }

  get #mapRunIndex(): string {
    return join(this.#folder, 'map-runs.jsonl');
  }

  #historyFile(arn: string): string {
    return join(this.#folder, 'histories', `${fileName(arn)}.jsonl`);
  }

  #definitionFile(key: string): string {
    return join(this.#folder, 'definitions', `${key}.json`);
  }

  /** As many events as are on disk. */
  #keep(arn: string, before: number): Kept {
    const file = this.#historyFile(arn);
    const kept: Kept = { file, isChild: isChild(arn), events: [], before, hasEnded: false };
    this.#kept.set(arn, kept);
    return kept;
  }

  #hold(arn: string, kept: Kept, event: HistoryEvent): void {
    kept.events.push(event);
    this.#eventsInMemory += 1;
    this.#inMemory.delete(arn);
    this.#inMemory.set(arn, kept);
    while (this.#eventsInMemory > EVENTS_IN_MEMORY && this.#release());
  }

  /** Lets go of the events that nobody has added to for longest; false where these are all there are, or not on disk yet. */
  #release(): boolean {
    const [[arn = '', kept] = []] = this.#inMemory;
    if (!kept || this.#inMemory.size === 1 || this.#writer.isPending(kept.file)) return false;
    this.#inMemory.delete(arn);
    this.#eventsInMemory -= kept.events.length;
    kept.before += kept.events.length;
    kept.events = [];
    if (kept.hasEnded) this.#kept.delete(arn);
    return true;
  }

  /** Of an execution that ended before: it is redriven. */
  #reopened(arn: string): Kept {
    const file = this.#historyFile(arn);
    cutTornLine(file);
    return this.#keep(arn, eventsOnDisk(file).length);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Those that can be read. */
function eventsOnDisk(file: string): HistoryEvent[] {
  return eventsIn(readLines<HistoryEntry | HistoryEntry[]>(file).flat());
}

function eventsIn(entries: readonly HistoryEntry[]): HistoryEvent[] {
  return entries.filter((entry): entry is HistoryEvent => !isNote(entry));
}

/** A child of a map run names its machine as `machine/label`. */
function isChild(arn: string): boolean {
  return resourceParts(arn)[1]?.includes('/') ?? false;
}

/** The last line of each, in the order of the first. */
function latest<Kept>(lines: readonly Kept[], arnOf: (line: Kept) => string): Kept[] {
  return [...new Map(lines.map((line) => [arnOf(line), line])).values()];
}

/** Those that can be read. */
function readLines<Kept>(file: string): Kept[] {
  return readJsonLines(file).filter((value): value is Kept => value !== undefined);
}

/** Readable, short, and different for every ARN also where file names ignore case. */
function fileName(arn: string): string {
  const [, machine = '', name = ''] = resourceParts(arn);
  const readable = `${machine}.${name}`.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 120);
  return `${readable}.${keyOf(arn).slice(0, 12)}`;
}
