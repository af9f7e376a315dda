// What all states of one execution share: its host, its clock, its event ids and the texts of its payloads.

import { DATA_LIMIT, StateFailure } from './failure.ts';
import type { EventDetails } from './history.ts';
import type { Execution, Host } from './host.ts';
import { Scope } from './scope.ts';
import { type Turns, turnsOf } from './turns.ts';

/** Payloads between states: 256 KiB of UTF-8. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** Variables: 256 KiB by one Assign, 10 MiB in an execution. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_VARIABLES_BYTES = 10_485_760;

export class Run {
  readonly execution: Execution;
  readonly host: Host;
  readonly scope: Scope;
  /** The `Execution` and `StateMachine` parts of the context object. */
  readonly context: Readonly<Record<string, unknown>>;
  readonly region: string;
  lastEventId = 0;
  lastTimestamp = 0;
  /** Set by a failure that ends the execution where it stands: nothing more is recorded of other branches. */
  isEnding = false;
  readonly #turns: Turns;
  #maxEvents: number;
  #variablesBytes = 0;
  #texts: [unknown, string, unknown, string] = [undefined, '', undefined, ''];

  constructor(execution: Execution, host: Host, above?: Scope) {
    this.execution = execution;
    this.host = host;
    this.#turns = turnsOf(host.clock);
    this.#maxEvents = host.quotas?.maxHistoryEvents ?? Number.POSITIVE_INFINITY;
    this.scope = new Scope(above);
    this.region = execution.id.split(':')[3] ?? '';
    this.context = contextOf(execution);
    this.lastEventId = execution.resume?.lastEventId ?? execution.continued?.eventCount ?? 0;
  }

  /** Records an event that follows `previousEventId` and gives its id. */
  record(previousEventId: number, type: string, details?: EventDetails): number {
    const { host } = this;
    const id = ++this.lastEventId;
    this.lastTimestamp = host.clock.now();
    host.emit?.({ id, previousEventId, timestamp: this.lastTimestamp, type, ...details });
    if (id >= this.#maxEvents - 1 && !this.isEnding) {
      this.isEnding = true;
      throw new StateFailure(
        'States.Runtime',
        `The execution reached the maximum number of history events (${this.#maxEvents}).`,
      );
    }
    return id;
  }

  /** The JSON text of a payload. The last two are remembered, as the output of a state is the input of the next. */
  textOf(value: unknown): string {
    const texts = this.#texts;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    if (texts[0] === value) return texts[1];
    if (texts[2] === value) return texts[3];
    const text = JSON.stringify(value);
    this.#texts = [value, text, texts[0], texts[1]];
    return text;
  }

  /** Refuses a payload beyond the limit, naming the state or task that gave it; `alias` is what else may catch that. */
  checkSize(value: unknown, source: string, alias?: string): void {
    const text = this.textOf(value);
    if (text.length * 3 <= MAX_PAYLOAD_BYTES || Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES) return;
    throw new StateFailure(
      DATA_LIMIT,
      `The state/task '${source}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      alias,
    );
  }

  /** Refuses variables beyond the limits; `texts` are those of the new ones, `all` what holds once they are set. */
  checkVariables(texts: readonly string[], all: unknown, source: string): void {
    const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes > MAX_PAYLOAD_BYTES)
      throw new StateFailure(
        DATA_LIMIT,
        `The variables assigned by the state '${source}' exceed the maximum number of bytes service limit.`,
      );
    // An upper bound, as what is assigned anew is counted twice; only beyond the limit it is worth to look.
    this.#variablesBytes += bytes;
    if (this.#variablesBytes <= MAX_VARIABLES_BYTES) return;
    this.#variablesBytes = Buffer.byteLength(JSON.stringify(all));
    if (this.#variablesBytes <= MAX_VARIABLES_BYTES) return;
    throw new StateFailure(
      DATA_LIMIT,
      'The total size of the variables exceeds the maximum number of bytes service limit.',
    );
  }

  /** Of what takes a moment, a state or an item: undefined or what to wait for before it, so that a long run of them blocks nobody. */
  turn(): Promise<void> | undefined {
    return this.#turns.take();
  }
}

function contextOf(execution: Execution): Readonly<Record<string, unknown>> {
  const { resume, continued, redriveCount, isSynchronous } = execution;
  const redriveTime = resume?.redriveTime ?? continued?.redriveTime;
  return {
    Execution: {
      Id: execution.id,
      Input: execution.input,
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: new Date(execution.startTime).toISOString(),
      ...(!isSynchronous && { RedriveCount: redriveCount }),
      ...(redriveTime !== undefined && { RedriveTime: new Date(redriveTime).toISOString() }),
    },
    StateMachine: { Id: execution.stateMachine.id, Name: execution.stateMachine.name },
  };
}
