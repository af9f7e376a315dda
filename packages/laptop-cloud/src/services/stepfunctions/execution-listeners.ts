// Who is told of executions: those of this process that listen and, of Standard ones, the rules of the default bus.
import type { HistoryEvent } from 'states-language';
import type { Account } from '../../arns.ts';
import { newUuid } from '../../new-uuid.ts';
import type { Bus } from '../bus.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { statusChange } from './status-change.ts';

export type HistoryListener = (executionArn: string, event: HistoryEvent) => void;
/** Called when an execution starts, ends or is redriven. */
export type StatusListener = (record: ExecutionRecord) => void;

export class ExecutionListeners {
  readonly history: HistoryListener[] = [];
  readonly status: StatusListener[] = [];
  readonly resumed: StatusListener[] = [];
  readonly #bus: Bus;
  readonly #account: Account;
  readonly #now: () => number;

  constructor({ bus, account, now }: { bus: Bus; account: Account; now(): number }) {
    this.#bus = bus;
    this.#account = account;
    this.#now = now;
  }

  readonly onHistory: HistoryListener = (arn, event) => {
    for (const listener of this.history) listener(arn, event);
  };

  readonly onStatus: StatusListener = (record) => {
    if (record.type === 'STANDARD' && !record.mapRunArn)
      // Nobody waits for it; who could not keep it has said so.
      this.#bus.publish(statusChange(record, this.#account, newUuid(), this.#now())).catch(() => undefined);
    for (const listener of this.status) listener(record);
  };

  readonly onResumed: StatusListener = (record) => {
    for (const listener of this.resumed) listener(record);
  };
}
