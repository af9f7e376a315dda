// Takes up the executions that an earlier process has left under way. One that cannot be read at the moment (a disk's error, too many
// open files) is neither lost nor over: it stays as it is, the log says so by name, and it is tried again until it can be read.
import type { Host } from 'states-language';
import { RETRY_MS } from '../append-whole.ts';
import { ServiceError } from '../service.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { ExecutionStore } from './execution-store.ts';
import { type Left, LeftExecutions } from './left-executions.ts';
import type { MapRuns } from './map-runs.ts';
import type { RunningExecutions } from './running-executions.ts';

/** What became of the executions that an earlier process has left under way. */
export interface Resumed {
  goingOn: ExecutionRecord[];
  /** Those that could not go on, and say why. */
  lost: ExecutionRecord[];
  /** Those that could not be read yet. */
  unread: ExecutionRecord[];
}

export interface TakeUpOptions {
  store: ExecutionStore;
  mapRuns: MapRuns;
  running: RunningExecutions;
  clock: Host['clock'];
  /** One that an earlier process has left goes on. */
  onResumed(record: ExecutionRecord): void;
  log(line: string): void;
}

/** Others are answered after so long. */
const TURN_MS = 10;
/** More of them would push everything else off the screen. */
const MOST_NAMED = 5;

export class TakeUp {
  readonly #options: TakeUpOptions;
  readonly #over = Promise.withResolvers<void>();
  /** Why not, by the ARN; with whoever waits for it. */
  readonly #unread = new Map<string, { reason: string; read: PromiseWithResolvers<void> }>();
  /** Map runs of executions that go on, or may. */
  readonly #mapRuns = new Set<string>();
  #retry: NodeJS.Timeout | undefined;

  constructor(options: TakeUpOptions) {
    this.#options = options;
    if (options.store.records.select(({ status }) => status === 'RUNNING').length === 0) this.#over.resolve();
  }

  /** Resolves when all go on that can be read. */
  whenOver(): Promise<void> {
    return this.#over.promise;
  }

  /** Resolves when it is known whether the execution goes on. */
  async whenKnown(executionArn: string): Promise<void> {
    await this.#over.promise;
    await this.#unread.get(executionArn)?.read.promise;
  }

  /** Throws ServiceUnavailable, which SDKs try again, while the execution, or any one, cannot be read. */
  refuseUnread(executionArn?: string): void {
    const [first] = this.#unread.keys();
    const arn = executionArn ?? first ?? '';
    const unread = this.#unread.get(arn);
    if (unread)
      throw new ServiceError(
        'ServiceUnavailable',
        `The execution ${arn} cannot be read at the moment, and is tried again: ${unread.reason}`,
        503,
      );
  }

  /** Thousands are taken up piece by piece, while others are answered. A few go on before this returns. */
  async run(): Promise<Resumed> {
    const { clock, mapRuns, running } = this.#options;
    const resumed: Resumed = { goingOn: [], lost: [], unread: [] };
    const release = clock.hold?.();
    try {
      await this.#takeUpAll(
        this.#left(() => true),
        resumed,
      );
      if (running.isClosing) return resumed;
      mapRuns.abandon(this.#mapRuns, clock.now());
      this.#tellUnread(resumed.unread);
      if (resumed.unread.length > 0) this.#tryLater();
      return resumed;
    } finally {
      release?.();
      this.#over.resolve();
    }
  }

  close(): void {
    clearTimeout(this.#retry);
    for (const { read } of this.#unread.values()) read.resolve();
  }

  /** Under way by its record, and not here. */
  #left(matches: (record: ExecutionRecord) => boolean): ExecutionRecord[] {
    const { store, running } = this.#options;
    return store.records
      .select(({ status }) => status === 'RUNNING')
      .slice()
      .filter((record) => !running.get(record.executionArn) && matches(record))
      .reverse();
  }

  async #takeUpAll(records: readonly ExecutionRecord[], resumed: Resumed): Promise<void> {
    const { store, mapRuns, running, clock } = this.#options;
    const left = new LeftExecutions({
      store,
      mapRuns,
      definitionOf: (key) => running.definitionOf(key),
      now: () => clock.now(),
    });
    let turnEndsMs = performance.now() + TURN_MS;
    for (const one of left.all(records)) {
      this.#takeUp(one, resumed);
      if (performance.now() < turnEndsMs) continue;
      await new Promise(setImmediate);
      // What is left then is the next process's.
      if (running.isClosing) return;
      turnEndsMs = performance.now() + TURN_MS;
    }
    for (const mapRunArn of left.mapRuns) this.#mapRuns.add(mapRunArn);
  }

  #takeUp(one: Left, resumed: Resumed): void {
    const { store, running, log } = this.#options;
    const { record } = one;
    const { executionArn, name } = record;
    const before = this.#unread.get(executionArn);
    if ('unread' in one) {
      resumed.unread.push(record);
      const { read = Promise.withResolvers<void>() } = before ?? {};
      this.#unread.set(executionArn, { reason: one.unread, read });
      return;
    }
    if ('continued' in one) {
      resumed.goingOn.push(record);
      if (before) log(`execution ${name} can be read again, and goes on`);
      this.#options.onResumed(record);
      running.run(record, { continued: one.continued });
    } else if ('isUnborn' in one) store.records.forget(executionArn);
    else {
      if (one.lost) {
        resumed.lost.push(one.ended);
        if (before) log(`execution ${name} ended. ${one.ended.cause}`);
        running.emit(executionArn, one.lost);
      }
      running.save(one.ended);
      store.evict(executionArn);
    }
    before?.read.resolve();
    this.#unread.delete(executionArn);
  }

  #tryLater(): void {
    this.#retry = setTimeout(() => {
      this.#tryAgain().catch((error: unknown) =>
        this.#options.log(`executions that could not be read were not taken up: ${String(error)}`),
      );
    }, RETRY_MS);
    this.#retry.unref();
  }

  async #tryAgain(): Promise<void> {
    const { clock, mapRuns, running } = this.#options;
    const release = clock.hold?.();
    try {
      await this.#takeUpAll(
        this.#left(({ executionArn, mapRunArn = '' }) => {
          const parent = mapRuns.get(mapRunArn)?.executionArn ?? '';
          return this.#unread.has(executionArn) || this.#unread.has(parent);
        }),
        { goingOn: [], lost: [], unread: [] },
      );
      if (running.isClosing) return;
      if (this.#unread.size === 0) mapRuns.abandon(this.#mapRuns, clock.now());
    } finally {
      release?.();
      if (this.#unread.size > 0 && !running.isClosing) this.#tryLater();
    }
  }

  #tellUnread(records: readonly ExecutionRecord[]): void {
    const { log } = this.#options;
    for (const { name, executionArn } of records.slice(0, MOST_NAMED))
      log(
        `execution ${name} cannot be read at the moment: ${this.#unread.get(executionArn)?.reason}. Nothing of it is lost: it stays RUNNING as it was left, and is tried again every second`,
      );
    if (records.length > MOST_NAMED) log(`... and so do ${records.length - MOST_NAMED} more executions`);
  }
}
