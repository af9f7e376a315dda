// The state machines that exist, made by the API or the template; with a folder they survive a restart.
import { createHash } from 'node:crypto';
import { loadJson, saveJson } from '../../json-list.ts';
import { ServiceError } from '../service.ts';
import type { MachineType } from './execution-record.ts';

export interface StateMachineRecord {
  stateMachineArn: string;
  name: string;
  type: MachineType;
  /** JSON text, as given. */
  definition: string;
  roleArn: string;
  createdMs: number;
  updatedMs: number;
  /** `INITIAL` until something is changed. */
  revisionId: string;
  isTraced: boolean;
  logging: Record<string, unknown>;
  /** It goes when its last execution has ended. */
  isDeleting?: true;
}

export type MachineSettings = Pick<
  StateMachineRecord,
  'type' | 'definition' | 'roleArn' | 'isTraced' | 'logging'
>;

export interface StateMachines {
  get(arn: string): StateMachineRecord | undefined;
  /** Throws StateMachineDoesNotExist. */
  required(arn: string): StateMachineRecord;
  /** Throws StateMachineDoesNotExist, and StateMachineDeleting for one that is about to go. */
  usable(arn: string): StateMachineRecord;
  /** Whether it is there and stays. */
  isUsable(arn: string): boolean;
  list(): StateMachineRecord[];
  /** Makes it, or changes the one of that ARN. */
  put(arn: string, name: string, settings: MachineSettings, nowMs: number): StateMachineRecord;
  /** Learns what `put` will be asked for; whether `revision` gives something else from now on. */
  plan(arn: string, settings: MachineSettings): boolean;
  /** The id of the revision that the machine has, or is planned to have. */
  revision(arn: string): string;
  beginDeletion(arn: string): void;
  delete(arn: string): void;
}

/** What publishing calls the revision that a machine is made with, and that has no id elsewhere. */
const INITIAL = 'INITIAL';

/** The id of its revision, as answers have it. */
export function shownRevision({ revisionId }: StateMachineRecord): { revisionId?: string } {
  return revisionId === INITIAL ? {} : { revisionId };
}

/** Throws StateMachineDeleting for one that is about to go. */
export function notDeleting<Machine extends StateMachineRecord | undefined>(machine: Machine): Machine {
  if (!machine?.isDeleting) return machine;
  throw new ServiceError(
    'StateMachineDeleting',
    `State Machine is being deleted: '${machine.stateMachineArn}'`,
  );
}

export function createStateMachines(file: string | null): StateMachines {
  const machines = new Map(
    (loadJson(file) as StateMachineRecord[]).map((machine) => [machine.stateMachineArn, machine]),
  );
  const plannedRevisions = new Map<string, string>();
  const save = () => saveJson(file, [...machines.values()]);
  const revision = (arn: string) => plannedRevisions.get(arn) ?? machines.get(arn)?.revisionId ?? INITIAL;

  function required(arn: string): StateMachineRecord {
    const machine = machines.get(arn);
    if (machine) return machine;
    throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }

  return {
    get: (arn) => machines.get(arn),
    required,
    usable: (arn) => notDeleting(required(arn)),
    isUsable(arn) {
      const machine = machines.get(arn);
      return machine !== undefined && !machine.isDeleting;
    },
    list: () => [...machines.values()],
    put(arn, name, settings, nowMs) {
      const known = machines.get(arn);
      if (known && !known.isDeleting && hasSettings(known, settings)) return known;
      const createdMs = known?.createdMs ?? nowMs;
      const machine = {
        ...settings,
        stateMachineArn: arn,
        name,
        createdMs,
        updatedMs: nowMs,
        revisionId: revisionAfter(known, settings),
      };
      machines.set(arn, machine);
      plannedRevisions.delete(arn);
      save();
      return machine;
    },
    plan(arn, settings) {
      const before = revision(arn);
      plannedRevisions.set(arn, revisionAfter(machines.get(arn), settings));
      return revision(arn) !== before;
    },
    revision,
    beginDeletion(arn) {
      machines.set(arn, { ...required(arn), isDeleting: true });
      save();
    },
    delete(arn) {
      if (machines.delete(arn)) save();
    },
  };
}

/** The same change of the same revision has the same id, so that it is known before the change is made. */
function revisionAfter(known: StateMachineRecord | undefined, settings: MachineSettings): string {
  if (!known) return INITIAL;
  if (hasSettings(known, settings)) return known.revisionId;
  const { type, definition, roleArn, isTraced, logging } = settings;
  const seed = JSON.stringify([known.revisionId, type, definition, roleArn, isTraced, logging]);
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whether a machine already is as asked, which makes asking again harmless. */
export function hasSettings(machine: StateMachineRecord, settings: MachineSettings): boolean {
  return (
    machine.type === settings.type &&
    machine.definition === settings.definition &&
    machine.roleArn === settings.roleArn &&
    machine.isTraced === settings.isTraced &&
    JSON.stringify(machine.logging) === JSON.stringify(settings.logging)
  );
}
