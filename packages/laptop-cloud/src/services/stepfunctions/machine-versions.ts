// Published versions of state machines and the aliases that route to them; with a file they survive a restart.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
import { resourceParts } from '../../arns.ts';
import { loadJson, saveJson } from '../../json-list.ts';
import { ServiceError } from '../service.ts';
import type { StateMachineRecord, StateMachines } from './state-machines.ts';

export interface Version {
  kind: 'version';
  /** The machine as it was when it was published. */
  machine: StateMachineRecord;
  number: number;
  description?: string;
  createdMs: number;
  /** Logical id of the resource that published it. */
  owner?: string;
}

export interface Route {
  stateMachineVersionArn: string;
  /** Percent. */
  weight: number;
}

export interface Alias {
  kind: 'alias';
  stateMachineArn: string;
  name: string;
  description?: string;
  /** One version, or two. */
  routes: Route[];
  createdMs: number;
  updatedMs: number;
  owner?: string;
}

/** What an ARN of a machine, a version or an alias starts. */
export interface Startable {
  machine: StateMachineRecord;
  versionArn?: string;
  aliasArn?: string;
}

export interface MachineVersions {
  /** Throws StateMachineDoesNotExist. An alias with two versions chooses one at random, by weight. */
  startable(arn: string): Startable;
  /** The version of the machine's revision: the one there is, or the next. Throws ConflictException for another revision. */
  publish(arn: string, request: Pick<Version, 'description' | 'owner'> & { revisionId?: string }): Version;
  /** The number that `publish` would give to this revision. */
  nextNumber(arn: string, revisionId: string): number;
  /** Newest first. */
  of(arn: string): Version[];
  get(versionArn: string): Version | undefined;
  /** Throws ConflictException while an alias routes to it. */
  delete(versionArn: string): void;
  aliases(): Alias[];
  alias(aliasArn: string): Alias | undefined;
  /** Makes or changes an alias, whose routes must be versions of one machine. */
  putAlias(alias: Omit<Alias, 'kind' | 'createdMs' | 'updatedMs' | 'stateMachineArn'>): Alias;
  deleteAlias(aliasArn: string): void;
  /** A machine goes with all its versions and aliases. */
  forget(arn: string): void;
}

/** The last number that each machine has given; deleted ones are not given again. */
interface Counter {
  kind: 'counter';
  stateMachineArn: string;
  last: number;
}

export interface MachineVersionsOptions {
  file: string | null;
  machines: StateMachines;
  now(): number;
  random?: () => number;
}

export function createMachineVersions(options: MachineVersionsOptions): MachineVersions {
  const { file, machines, now, random = Math.random } = options;
  const kept = loadJson(file) as (Version | Alias | Counter)[];
  const versions = new Map(kept.flatMap((one) => (one.kind === 'version' ? [[arnOf(one), one]] : [])));
  const aliases = new Map(kept.flatMap((one) => (one.kind === 'alias' ? [[aliasArnOf(one), one]] : [])));
  const counters = new Map(
    kept.flatMap((one) => (one.kind === 'counter' ? [[one.stateMachineArn, one.last]] : [])),
  );

  function save(): void {
    const counted = [...counters].map(([stateMachineArn, last]) => ({
      kind: 'counter',
      stateMachineArn,
      last,
    }));
    saveJson(file, [...counted, ...versions.values(), ...aliases.values()]);
  }

  const of = (arn: string) =>
    [...versions.values()].filter(({ machine }) => machine.stateMachineArn === arn).toReversed();
  const ofRevision = (arn: string, revisionId: string) =>
    of(arn).find(({ machine }) => machine.revisionId === revisionId);
  const nextOf = (arn: string) => (counters.get(arn) ?? 0) + 1;

  function required(versionArn: string): Version {
    return versions.get(versionArn) ?? refuseMissing(versionArn);
  }

  function machineOf(routes: readonly Route[]): string {
    const [first, second, ...others] = routes;
    if (!first || others.length > 0)
      throw invalid('routingConfiguration must name one or two versions of the state machine');
    if (routes.reduce((sum, { weight }) => sum + weight, 0) !== 100)
      throw invalid('The weights of a routingConfiguration must add up to 100');
    const machineArn = required(first.stateMachineVersionArn).machine.stateMachineArn;
    if (second?.stateMachineVersionArn === first.stateMachineVersionArn)
      throw invalid('The versions of a routingConfiguration must differ');
    if (second && required(second.stateMachineVersionArn).machine.stateMachineArn !== machineArn)
      throw invalid('The versions of a routingConfiguration must be of one state machine');
    return machineArn;
  }

  function chosen({ routes }: Alias): string {
    const [first, second] = routes;
    const isFirst = !second || random() * 100 < first!.weight;
    return (isFirst ? first! : second).stateMachineVersionArn;
  }

  return {
    startable(arn) {
      const { machineArn, qualifier } = splitQualifier(arn);
      if (qualifier === undefined) return { machine: machines.required(arn) };
      machines.required(machineArn);
      const alias = aliases.get(arn);
      const versionArn = alias ? chosen(alias) : arn;
      return { machine: required(versionArn).machine, versionArn, ...(alias ? { aliasArn: arn } : {}) };
    },
    publish(arn, { revisionId, ...request }) {
      const machine = machines.required(arn);
      if (revisionId !== undefined && revisionId !== machine.revisionId)
        throw new ServiceError(
          'ConflictException',
          `The revision ${revisionId} is not the current one of ${arn}, which is ${machine.revisionId}`,
          409,
        );
      const known = ofRevision(arn, machine.revisionId);
      if (known) {
        if (known.owner === undefined && request.owner !== undefined) known.owner = request.owner;
        save();
        return known;
      }
      const version: Version = {
        kind: 'version',
        machine,
        number: nextOf(arn),
        createdMs: now(),
        ...request,
      };
      versions.set(arnOf(version), version);
      counters.set(arn, version.number);
      save();
      return version;
    },
    nextNumber: (arn, revisionId) => ofRevision(arn, revisionId)?.number ?? nextOf(arn),
    of,
    get: (versionArn) => versions.get(versionArn),
    delete(versionArn) {
      const user = [...aliases.values()].find(({ routes }) =>
        routes.some((route) => route.stateMachineVersionArn === versionArn),
      );
      if (user)
        throw new ServiceError(
          'ConflictException',
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${user.name}]`,
          409,
        );
      if (versions.delete(versionArn)) save();
    },
    aliases: () => [...aliases.values()],
    alias: (aliasArn) => aliases.get(aliasArn),
    putAlias(given) {
      const stateMachineArn = machineOf(given.routes);
      if (!/^(?=.*[a-zA-Z_.-])[\w.-]{1,80}$/.test(given.name))
        throw new ServiceError('InvalidName', `Invalid Name: '${given.name}'`);
      const known = aliases.get(aliasArnOf({ stateMachineArn, name: given.name }));
      const alias: Alias = {
        ...given,
        kind: 'alias',
        stateMachineArn,
        createdMs: known?.createdMs ?? now(),
        updatedMs: now(),
      };
      aliases.set(aliasArnOf(alias), alias);
      save();
      return alias;
    },
    deleteAlias(aliasArn) {
      if (!aliases.delete(aliasArn))
        throw new ServiceError('ResourceNotFound', `Resource not found: '${aliasArn}'`);
      save();
    },
    forget(arn) {
      for (const [key, alias] of aliases) if (alias.stateMachineArn === arn) aliases.delete(key);
      for (const version of of(arn)) versions.delete(arnOf(version));
      counters.delete(arn);
      save();
    },
  };
}

export function arnOf({ machine, number }: Version): string {
  return `${machine.stateMachineArn}:${number}`;
}

export function aliasArnOf({ stateMachineArn, name }: Pick<Alias, 'stateMachineArn' | 'name'>): string {
  return `${stateMachineArn}:${name}`;
}

/** The machine's own ARN, and the version or alias behind it. */
export function splitQualifier(arn: string): { machineArn: string; qualifier?: string } {
  const [, , ...behind] = resourceParts(arn);
  const qualifier = behind.join(':');
  return behind.length > 0
    ? { machineArn: arn.slice(0, -qualifier.length - 1), qualifier }
    : { machineArn: arn };
}

function refuseMissing(arn: string): never {
  throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
