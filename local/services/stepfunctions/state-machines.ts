// The state machines that exist, made by the API or the template; with a folder they survive a restart.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
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
  revisionId: string;
  isTraced: boolean;
  logging: Record<string, unknown>;
}

export type MachineSettings = Pick<
  StateMachineRecord,
  'type' | 'definition' | 'roleArn' | 'isTraced' | 'logging'
>;

export interface StateMachines {
  get(arn: string): StateMachineRecord | undefined;
  /** Throws StateMachineDoesNotExist. */
  required(arn: string): StateMachineRecord;
  list(): StateMachineRecord[];
  /** Makes it, or changes the one of that ARN. */
  put(arn: string, name: string, settings: MachineSettings, nowMs: number): StateMachineRecord;
  delete(arn: string): void;
}

export function createStateMachines(file: string | null): StateMachines {
  const machines = new Map(
    (loadJson(file) as StateMachineRecord[]).map((machine) => [machine.stateMachineArn, machine]),
  );
  const save = () => saveJson(file, [...machines.values()]);
  return {
    get: (arn) => machines.get(arn),
    required(arn) {
      const machine = machines.get(arn);
      if (!machine)
        throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
      return machine;
    },
    list: () => [...machines.values()],
    put(arn, name, settings, nowMs) {
      const known = machines.get(arn);
      if (known && hasSettings(known, settings)) return known;
      const createdMs = known?.createdMs ?? nowMs;
      const machine = {
        ...settings,
        stateMachineArn: arn,
        name,
        createdMs,
        updatedMs: nowMs,
        revisionId: randomUUID(),
      };
      machines.set(arn, machine);
      save();
      return machine;
    },
    delete(arn) {
      if (machines.delete(arn)) save();
    },
  };
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

/** The list a file holds; empty when there is no file. */
export function loadJson(file: string | null): unknown[] {
  return file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown[]) : [];
}

/** Replaces the file's list as a whole, so that a crash leaves the old one. */
export function saveJson(file: string | null, list: unknown[]): void {
  if (file === null) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(list, null, 1));
  renameSync(`${file}.new`, file);
}
