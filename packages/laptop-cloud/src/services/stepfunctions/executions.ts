// Executions: started, stopped, redriven and read. What an earlier process has left under way goes on.
import { type HistoryEvent, resumePoint } from 'states-language';
import { newUuid } from '../../new-uuid.ts';
import { ServiceError } from '../service.ts';
import { executionArn } from './arns.ts';
import { type ExecutionRecord, sameExecution } from './execution-record.ts';
import type { ExecutionRecords, Facets, RecordList } from './execution-records.ts';
import { redrivenRecord, redriveRefusal, rememberedRedrive } from './execution-redrive.ts';
import { childrenOf, MapRuns } from './map-runs.ts';
import { newRecord, type StartRequest } from './new-execution.ts';
import { RunningExecutions, type RunningOptions } from './running-executions.ts';
import type { StateMachineRecord } from './state-machines.ts';
import { type Resumed, TakeUp } from './take-up.ts';

export interface ExecutionsOptions extends RunningOptions {
  /** Whether it is there and stays. */
  isUsable(stateMachineArn: string): boolean;
  /** One that an earlier process has left goes on. */
  onResumed(record: ExecutionRecord): void;
  log(line: string): void;
}

export class Executions {
  readonly mapRuns: MapRuns;
  readonly #options: ExecutionsOptions;
  readonly #records: ExecutionRecords;
  readonly #running: RunningExecutions;
  readonly #takeUp: TakeUp;

  constructor(options: ExecutionsOptions) {
    const { store } = options;
    this.#options = options;
    this.#records = store.records;
    this.mapRuns = new MapRuns(store);
    this.#running = new RunningExecutions(options, this.mapRuns);
    this.#takeUp = new TakeUp({ ...options, mapRuns: this.mapRuns, running: this.#running });
  }

  /** Starts one. The same name and input again, while it runs, give the same execution; otherwise ExecutionAlreadyExists. */
  start(machine: StateMachineRecord, request: StartRequest): ExecutionRecord {
    const { store, clock } = this.#options;
    const name = request.name ?? newUuid();
    const isExpress = machine.type === 'EXPRESS';
    const arn = executionArn(machine.stateMachineArn, name, isExpress ? newUuid() : undefined);
    // A name that has just been made is nobody's.
    const known = request.name === undefined ? undefined : this.#records.get(arn);
    if (known) return sameExecution(known, request.input);
    const definitionKey = store.saveDefinition(machine.definition);
    // What cannot be run is refused before it is recorded as running.
    this.#running.definitionOf(definitionKey);
    const record = newRecord({ arn, name, machine, definitionKey, request, nowMs: clock.now() });
    store.begin(arn);
    this.#running.save(record);
    this.#running.run(record);
    return record;
  }

  /** Ends one as ABORTED, if it runs; gives it once it has ended. */
  async stop(arn: string, error: string | undefined, cause: string | undefined): Promise<ExecutionRecord> {
    if (this.#isLeft(arn)) await this.#takeUp.whenOver();
    this.#takeUp.refuseUnread(arn);
    const record = this.required(arn);
    const under = this.#running.get(arn);
    if (!under) return record;
    under.abort.abort({
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
    return under.over;
  }

  /**
   * Goes on with one that failed, timed out or was aborted, at the state where it stopped; gives the time. The same
   * client token again gives the same time and does nothing. Throws ExecutionNotRedrivable.
   */
  redrive(arn: string, clientToken?: string): number {
    const { store, clock } = this.#options;
    const record = this.required(arn);
    const now = clock.now();
    const known = rememberedRedrive(record, clientToken, now);
    if (known) return known.redriveMs;
    const refusal = this.#refusalOf(record);
    const resume = refusal
      ? undefined
      : resumePoint(this.#running.definitionOf(record.definitionKey), store.history(arn), now, (mapRunArn) =>
          childrenOf(this.#records, mapRunArn, store),
        );
    // A child of a map run goes on with its parent only.
    if (!resume || record.mapRunArn) {
      throw new ServiceError(
        'ExecutionNotRedrivable',
        refusal ?? `Execution is ${record.status} and cannot be redriven`,
      );
    }
    const redriven = redrivenRecord(record, now, clientToken);
    this.#running.save(redriven);
    this.#running.run(redriven, { resume });
    return now;
  }

  /** Why one cannot be redriven at this time; undefined when it can, by itself or by its map run. */
  redriveRefusal(arn: string): string | undefined {
    return this.#refusalOf(this.required(arn));
  }

  find(arn: string): ExecutionRecord | undefined {
    return this.#records.get(arn);
  }

  /** Throws ExecutionDoesNotExist. */
  required(arn: string): ExecutionRecord {
    const record = this.find(arn);
    if (!record) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** Those that match, newest first. */
  list(matches: (facets: Facets) => boolean = () => true): RecordList {
    return this.#records.select(matches);
  }

  history(arn: string): readonly HistoryEvent[] {
    return this.#options.store.history(arn);
  }

  /** The definition an execution runs, as it was when it started. */
  definition(arn: string): string {
    return this.#options.store.definition(this.required(arn).definitionKey);
  }

  /** Resolves with the record once the execution is over; stops it when the signal aborts first. */
  async ended(arn: string, signal?: AbortSignal): Promise<ExecutionRecord> {
    const record = await this.#here(arn);
    const under = this.#running.get(arn);
    if (!under) return record;
    if (!signal) return under.over;
    const stop = () => under.abort.abort({});
    signal.addEventListener('abort', stop);
    return under.over.finally(() => signal.removeEventListener('abort', stop));
  }

  /** Resolves when all that was recorded in this turn of the event loop will survive the process. */
  async written(): Promise<void> {
    await this.#options.store.written();
  }

  /** Resolves when those that an earlier process has left go on. */
  whenResumed(): Promise<void> {
    return this.#takeUp.whenOver();
  }

  /** Throws ServiceUnavailable while one that an earlier process has left cannot be read: what is not found may be its. */
  refuseWhileUnread(): void {
    this.#takeUp.refuseUnread();
  }

  /** Goes on with what an earlier process has left under way; what tasks need must be there. Who needs one of them waits for all. */
  resume(): Promise<Resumed> {
    return this.#takeUp.run();
  }

  /** Leaves what still runs to the next process. */
  close(): Promise<void> {
    this.#takeUp.close();
    return this.#running.close();
  }

  /** Once it is known whether it goes on. */
  async #here(arn: string): Promise<ExecutionRecord> {
    if (this.#isLeft(arn)) await this.#takeUp.whenKnown(arn);
    return this.required(arn);
  }

  #isLeft(arn: string): boolean {
    return this.required(arn).status === 'RUNNING' && !this.#running.get(arn);
  }

  #refusalOf(record: ExecutionRecord): string | undefined {
    // A child of a map run names its machine as `machine/label`.
    if (!this.#options.isUsable(record.stateMachineArn.replace(/\/.*$/, '')))
      return 'State machine is in DELETING status';
    return redriveRefusal(record, this.#options.clock.now());
  }
}
