// Executions in a folder, in append-only files: executions.jsonl has a line per change of an execution, map-runs.jsonl one per
// start and end of a map run, shared/ and histories/ a line per burst of an execution's events and notes, histories/ in a file for
// each, definitions/ a snapshot of every definition that was ever run.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedHistoryError, type HistoryEntry, type HistoryEvent, type MapRun } from 'states-language';
import { dropHalfWritten, replaceFileSoon, wholeFiles } from '../../atomic-file.ts';
import { cutTornLine, jsonOf, readJsonLines } from '../json-lines.ts';
import { readKeptSecret } from '../kept-json.ts';
import { PassingMap } from '../passing-map.ts';
import { entriesOf } from './burst-text.ts';
import { BurstWriter } from './burst-writer.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { type ExecutionStore, isNote, keyOf, newTokenKey, TOKEN_KEY_BYTES } from './execution-store.ts';
import { FiledRecords } from './filed-records.ts';
import { historyFileName, KeptHistory } from './kept-history.ts';
import { type HistoryPlace, SharedHistories } from './shared-histories.ts';

/** Events of executions under way that stay in memory although they are on disk, of those that recorded something last; each holds some 3 KB. */
const EVENTS_IN_MEMORY = 1000;

/** As on AWS. */
const KEPT_MS = 90 * 86_400_000;

export class ExecutionFiles implements ExecutionStore {
  readonly records: FiledRecords;
  readonly #folder: string;
  readonly #shared: SharedHistories;
  readonly #writer: BurstWriter;
  /** Of executions under way, and of those whose end is not on disk yet: those that recorded something last come last. */
  readonly #kept = new PassingMap<string, KeptHistory>();
  /** Of these, those with events in memory, in the same order. */
  readonly #inMemory = new PassingMap<string, KeptHistory>();
  #heldLast: KeptHistory | undefined;
  /** One of those that are kept. */
  #addedLast: KeptHistory | undefined;
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
    this.#shared = new SharedHistories(join(folder, 'shared'));
    this.#writer = new BurstWriter(this.#shared);
    this.records = new FiledRecords(this.#index, this.#writer, {
      burstsOf: (record) => this.#burstsOf(record),
      told: ({ executionArn }) => this.#told(executionArn),
    });
    const left = this.#recover();
    const old = this.records.endedBefore(nowMs - KEPT_MS);
    this.#forget(old);
    const more = Number.isFinite(keepBytes) ? this.#beyond(keepBytes) : [];
    this.#forget(more);
    this.forgotten = old.length + more.length;
    for (const record of left) if (record.bursts) this.records.save({ ...record, bursts: undefined });
  }

  /** Gives those under way, which have a file of their own from now on. */
  #recover(): ExecutionRecord[] {
    const running = this.records.select(({ status }) => status === 'RUNNING').slice();
    if (running.length > 0)
      this.#shared.recover(new Map(running.map((record) => [record.executionArn, this.#placeOf(record)])));
    return running;
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
      bytes -= lineBytes + this.#historyBytes(record);
    }
    return found;
  }

  #folderBytes(): number {
    const folder = join(this.#folder, 'histories');
    const histories = readdirSync(folder).reduce((sum, name) => sum + sizeOf(join(folder, name)), 0);
    return histories + this.#shared.bytes + this.records.bytes;
  }

  #historyBytes({ executionArn, bursts }: ExecutionRecord): number {
    if (bursts) return bursts.reduce((sum, [, , bytes]) => sum + bytes + 1, 0);
    return sizeOf(this.#historyFile(executionArn));
  }

  /** Histories first: a process that is killed on the way finds the rest to do at its next start. */
  #forget(records: readonly ExecutionRecord[]): void {
    const old = new Set(records.map(({ executionArn }) => executionArn));
    if (old.size === 0) return;
    for (const { executionArn, bursts } of records)
      if (!bursts) rmSync(this.#historyFile(executionArn), { force: true });
    const runs = this.loadMapRuns().filter(({ executionArn }) => !old.has(executionArn));
    if (existsSync(this.#mapRunIndex))
      replaceFileSoon(this.#mapRunIndex, runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
    this.records.drop(old);
    const named = new Set<number>();
    for (const [{ bursts = [] }] of this.records.oldestFirst())
      for (const [number] of bursts) named.add(number);
    this.#shared.keepOnly(named);
  }

  loadMapRuns(): MapRun[] {
    return latest(readable(readJsonLines(this.#mapRunIndex) as (MapRun | undefined)[]), (run) => run.arn);
  }

  saveMapRun(run: MapRun): void {
    const text = JSON.stringify(run);
    if (run.status === 'RUNNING') this.#writer.announce(this.#mapRunIndex, () => text);
    else this.#writer.line(this.#mapRunIndex, () => text);
  }

  begin(arn: string): void {
    const kept = this.#keep(arn, { before: 0, bursts: [] });
    // A file may be there of a child that its parent did not know of, as the process died before.
    if (kept.isChild) rmSync(kept.file, { force: true });
  }

  append(arn: string, entry: HistoryEntry): void {
    // Events of one come several at a time.
    const kept =
      this.#addedLast?.arn === arn ? this.#addedLast : (this.#kept.get(arn) ?? this.#reopened(arn));
    this.#addedLast = kept;
    kept.hasEnded = false;
    this.#writer.entry(kept, entry, kept.isChild);
    if (!isNote(entry)) this.#hold(arn, kept, entry);
  }

  history(arn: string): readonly HistoryEvent[] {
    const kept = this.#kept.get(arn);
    if (!kept) return this.#eventsOnDisk(this.#placeOf(this.records.get(arn) ?? { executionArn: arn }));
    return kept.before === 0
      ? kept.events
      : [...this.#eventsOnDisk(kept).slice(0, kept.before), ...kept.events];
  }

  eventCount(arn: string): number {
    const kept = this.#kept.get(arn);
    return kept ? kept.before + kept.events.length : this.history(arn).length;
  }

  left(arn: string): readonly HistoryEntry[] {
    const file = this.#historyFile(arn);
    cutTornLine(file);
    const bursts = burstsIn(readJsonLines(file));
    const damaged = bursts.indexOf(undefined);
    if (damaged >= 0) throw new DamagedHistoryError(`line ${damaged + 1} of ${file} is damaged`);
    const entries = readable(bursts).flat();
    this.#keep(arn, { before: eventsIn(entries).length, bursts: undefined });
    return entries;
  }

  evict(arn: string): void {
    const kept = this.#kept.get(arn);
    if (!kept?.bursts) this.#writer.closeSoon(kept?.file ?? this.#historyFile(arn));
    if (!kept) return;
    kept.hasEnded = true;
    this.#letGo(kept);
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
    return Buffer.from(readKeptSecret(file, TOKEN_KEY_BYTES), 'hex');
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
    return join(this.#folder, 'histories', historyFileName(arn));
  }

  #definitionFile(key: string): string {
    return join(this.#folder, 'definitions', `${key}.json`);
  }

  #placeOf({ executionArn: arn, bursts }: Pick<ExecutionRecord, 'executionArn' | 'bursts'>): HistoryPlace {
    return { arn, file: this.#historyFile(arn), bursts: bursts && [...bursts], isTold: bursts !== undefined };
  }

  /** What its record says of an execution: of one under way nothing but what was there before a redrive. */
  #burstsOf({ executionArn, status, bursts }: ExecutionRecord): ExecutionRecord['bursts'] {
    const kept = this.#kept.get(executionArn);
    if (!kept) return bursts;
    return status === 'RUNNING' && !kept.isTold ? undefined : kept.bursts;
  }

  /** All that it has recorded is on disk, and is read there: of thousands that end each second memory would keep the last hundreds. */
  #told(arn: string): void {
    const kept = this.#kept.get(arn);
    if (!kept) return;
    if (kept.bursts) {
      kept.isTold = true;
      this.#shared.settle(kept);
    }
    if (kept.hasEnded) this.#forgetEvents(kept);
    this.#letGo(kept);
  }

  #keep(arn: string, from: { before: number } & Pick<HistoryPlace, 'bursts'>): KeptHistory {
    const kept = new KeptHistory(arn, (of) => this.#historyFile(of), from);
    this.#kept.set(arn, kept);
    this.#addedLast = kept;
    return kept;
  }

  /** Its record says from then on where it lies. */
  #letGo({ arn, events, hasEnded, bursts, isTold }: KeptHistory): void {
    if (!hasEnded || events.length > 0 || (bursts && !isTold)) return;
    this.#kept.delete(arn);
    if (this.#addedLast?.arn === arn) this.#addedLast = undefined;
  }

  #hold(arn: string, kept: KeptHistory, event: HistoryEvent): void {
    kept.events.push(event);
    this.#eventsInMemory += 1;
    if (kept !== this.#heldLast || kept.events.length === 1) {
      this.#inMemory.delete(arn);
      this.#inMemory.set(arn, kept);
      this.#heldLast = kept;
    }
    while (this.#eventsInMemory > EVENTS_IN_MEMORY && this.#release());
  }

  /** Lets go of the events that nobody has added to for longest; false where these are all there are, or not on disk yet. */
  #release(): boolean {
    const [kept] = this.#inMemory.values();
    if (!kept || this.#inMemory.size === 1 || this.#writer.isPending(kept)) return false;
    this.#forgetEvents(kept);
    this.#letGo(kept);
    return true;
  }

  #forgetEvents(kept: KeptHistory): void {
    this.#inMemory.delete(kept.arn);
    this.#eventsInMemory -= kept.events.length;
    kept.before += kept.events.length;
    kept.events = [];
  }

  /** Of an execution that ended before: it is redriven. */
  #reopened(arn: string): KeptHistory {
    const place = this.#placeOf(this.records.get(arn) ?? { executionArn: arn });
    if (!place.bursts) cutTornLine(place.file);
    const kept = this.#keep(arn, { before: this.#eventsOnDisk(place).length, bursts: place.bursts });
    kept.isTold = place.isTold;
    return kept;
  }

  /** Those that can be read. */
  #eventsOnDisk({ arn, file, bursts }: HistoryPlace): HistoryEvent[] {
    const lines = bursts ? jsonOf(this.#shared.read(arn, bursts)) : readJsonLines(file);
    return eventsIn(readable(burstsIn(lines)).flat());
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function eventsIn(entries: readonly HistoryEntry[]): HistoryEvent[] {
  return entries.filter((entry): entry is HistoryEvent => !isNote(entry));
}

/** The last line of each, in the order of the first. */
function latest<Kept>(lines: readonly Kept[], arnOf: (line: Kept) => string): Kept[] {
  return [...new Map(lines.map((line) => [arnOf(line), line])).values()];
}

function readable<Kept>(lines: readonly (Kept | undefined)[]): Kept[] {
  return lines.filter((value) => value !== undefined);
}

/** What lines of a history say; undefined for one that is damaged. */
function burstsIn(lines: readonly unknown[]): (HistoryEntry[] | undefined)[] {
  return lines.map((line) => (line === undefined ? undefined : entriesOf(line)));
}
