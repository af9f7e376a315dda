// Deletes state machines: one whose executions run is DELETING until the last of them has ended, also over a restart, and each of
// them ends at its next state.
// Source: Step Functions API Reference, DeleteStateMachine.
import type { HistoryEvent } from 'states-language';
import type { ExecutionListeners } from './execution-listeners.ts';
import type { ExecutionRecord } from './execution-record.ts';
import type { Executions } from './executions.ts';
import type { MachineVersions } from './machine-versions.ts';
import type { StateMachines } from './state-machines.ts';
import type { TagStore } from './tags.ts';

export interface MachineDeletionOptions {
  machines: StateMachines;
  versions: MachineVersions;
  tags: TagStore;
  executions: Pick<Executions, 'find' | 'list' | 'stop'>;
  listeners: Pick<ExecutionListeners, 'status' | 'history'>;
}

export class MachineDeletion {
  readonly #options: MachineDeletionOptions;
  readonly #deleting: Set<string>;

  constructor(options: MachineDeletionOptions) {
    this.#options = options;
    const left = options.machines.list().filter(({ isDeleting }) => isDeleting);
    this.#deleting = new Set(left.map(({ stateMachineArn }) => stateMachineArn));
    options.listeners.status.push(this.#onStatus);
    options.listeners.history.push(this.#onHistory);
  }

  /** One that is not there is deleted already. */
  begin(arn: string): void {
    if (!this.#options.machines.get(arn)) return;
    this.#options.machines.beginDeletion(arn);
    this.#deleting.add(arn);
    this.#endIfOver(arn);
  }

  /** Ends what an earlier process has begun, of machines of which nothing runs any more. */
  resume(): void {
    for (const arn of this.#deleting) this.#endIfOver(arn);
  }

  readonly #onStatus = ({ status, stateMachineArn }: ExecutionRecord): void => {
    if (this.#deleting.size === 0) return;
    const arn = machineOf(stateMachineArn);
    if (status !== 'RUNNING' && this.#deleting.has(arn)) this.#endIfOver(arn);
  };

  readonly #onHistory = (executionArn: string, { type }: HistoryEvent): void => {
    if (this.#deleting.size === 0 || !type.endsWith('StateEntered')) return;
    const { executions } = this.#options;
    const record = executions.find(executionArn);
    if (record && this.#deleting.has(machineOf(record.stateMachineArn)))
      void executions.stop(executionArn, undefined, undefined);
  };

  #endIfOver(arn: string): void {
    const { machines, versions, tags, executions } = this.#options;
    // The template may have made it anew.
    if (!machines.get(arn)?.isDeleting) {
      this.#deleting.delete(arn);
      return;
    }
    const running = executions.list(
      ({ status, stateMachineArn }) => status === 'RUNNING' && machineOf(stateMachineArn) === arn,
    );
    if (running.length > 0) return;
    this.#deleting.delete(arn);
    machines.delete(arn);
    versions.forget(arn);
    tags.forget(arn);
  }
}

/** A child of a map run names its machine as `machine/label`. */
function machineOf(stateMachineArn: string): string {
  return stateMachineArn.replace(/\/.*$/, '');
}
