// Published versions of state machines and the aliases that route to them; with a file they survive a restart.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-cd-aliasing-versioning.html
import { resourceParts } from '../../arns.ts';
import { loadJson, saveJson } from '../../json-list.ts';
import { complaint, detected } from '../constraint-words.ts';
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

export class MachineVersions {
  readonly #options: MachineVersionsOptions;
  readonly #versions: Map<string, Version>;
  readonly #aliases: Map<string, Alias>;
  readonly #counters: Map<string, number>;

  constructor(options: MachineVersionsOptions) {
    const kept = loadJson(options.file) as (Version | Alias | Counter)[];
    this.#options = options;
    this.#versions = new Map(kept.flatMap((one) => (one.kind === 'version' ? [[arnOf(one), one]] : [])));
    this.#aliases = new Map(kept.flatMap((one) => (one.kind === 'alias' ? [[aliasArnOf(one), one]] : [])));
    this.#counters = new Map(
      kept.flatMap((one) => (one.kind === 'counter' ? [[one.stateMachineArn, one.last]] : [])),
    );
  }

  /** Throws as `named` does, and StateMachineDeleting. */
  startable(arn: string): Startable {
    this.#options.machines.usable(splitQualifier(arn).machineArn);
    return this.named(arn);
  }

  /** Throws StateMachineDoesNotExist. An alias with two versions chooses one at random, by weight. */
  named(arn: string): Startable {
    const { machines } = this.#options;
    const { machineArn, qualifier } = splitQualifier(arn);
    if (qualifier === undefined) return { machine: machines.required(arn) };
    machines.required(machineArn);
    const alias = this.#aliases.get(arn);
    const versionArn = alias ? this.#chosen(alias) : arn;
    return { machine: this.#required(versionArn).machine, versionArn, ...(alias ? { aliasArn: arn } : {}) };
  }

  /** The version of the machine's revision: the one there is, or the next. Throws ConflictException for another revision. */
  publish(
    arn: string,
    { revisionId, ...request }: Pick<Version, 'description' | 'owner'> & { revisionId?: string },
  ): Version {
    const { machines, now } = this.#options;
    const machine = machines.usable(arn);
    if (revisionId !== undefined && revisionId !== machine.revisionId)
      throw new ServiceError(
        'ConflictException',
        `Failed to publish the State Machine version for revision ${revisionId}. The current State Machine revision is ${machine.revisionId}.`,
        409,
      );
    const known = this.#ofRevision(arn, machine.revisionId);
    if (known) {
      if (known.owner === undefined && request.owner !== undefined) known.owner = request.owner;
      this.#save();
      return known;
    }
    const version: Version = {
      kind: 'version',
      machine,
      number: this.#nextOf(arn),
      createdMs: now(),
      ...request,
    };
    this.#versions.set(arnOf(version), version);
    this.#counters.set(arn, version.number);
    this.#save();
    return version;
  }

  /** The number that `publish` would give to this revision. */
  nextNumber(arn: string, revisionId: string): number {
    return this.#ofRevision(arn, revisionId)?.number ?? this.#nextOf(arn);
  }

  /** Newest first. */
  of(arn: string): Version[] {
    return [...this.#versions.values()].filter(({ machine }) => machine.stateMachineArn === arn).toReversed();
  }

  get(versionArn: string): Version | undefined {
    return this.#versions.get(versionArn);
  }

  /** Throws ConflictException while an alias routes to it. */
  delete(versionArn: string): void {
    const user = this.aliases().find(({ routes }) =>
      routes.some((route) => route.stateMachineVersionArn === versionArn),
    );
    if (user)
      throw new ServiceError(
        'ConflictException',
        `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${user.name}]`,
        409,
      );
    if (this.#versions.delete(versionArn)) this.#save();
  }

  aliases(): Alias[] {
    return [...this.#aliases.values()];
  }

  alias(aliasArn: string): Alias | undefined {
    return this.#aliases.get(aliasArn);
  }

  /** Makes or changes an alias, whose routes must be versions of one machine. */
  putAlias(given: Omit<Alias, 'kind' | 'createdMs' | 'updatedMs' | 'stateMachineArn'>): Alias {
    const { machines, now } = this.#options;
    const stateMachineArn = this.#machineOf(given.routes);
    machines.usable(stateMachineArn);
    checkAliasName(given.name);
    const known = this.#aliases.get(aliasArnOf({ stateMachineArn, name: given.name }));
    const alias: Alias = {
      ...given,
      kind: 'alias',
      stateMachineArn,
      createdMs: known?.createdMs ?? now(),
      updatedMs: now(),
    };
    this.#aliases.set(aliasArnOf(alias), alias);
    this.#save();
    return alias;
  }

  deleteAlias(aliasArn: string): void {
    if (this.#aliases.delete(aliasArn)) this.#save();
  }

  /** A machine goes with all its versions and aliases. */
  forget(arn: string): void {
    for (const [key, alias] of this.#aliases) if (alias.stateMachineArn === arn) this.#aliases.delete(key);
    for (const version of this.of(arn)) this.#versions.delete(arnOf(version));
    this.#counters.delete(arn);
    this.#save();
  }

  #save(): void {
    const counted = [...this.#counters].map(([stateMachineArn, last]) => ({
      kind: 'counter',
      stateMachineArn,
      last,
    }));
    saveJson(this.#options.file, [...counted, ...this.#versions.values(), ...this.#aliases.values()]);
  }

  #ofRevision(arn: string, revisionId: string): Version | undefined {
    return this.of(arn).find(({ machine }) => machine.revisionId === revisionId);
  }

  #nextOf(arn: string): number {
    return (this.#counters.get(arn) ?? 0) + 1;
  }

  #required(versionArn: string): Version {
    return this.#versions.get(versionArn) ?? refuseMissing(versionArn);
  }

  #machineOf(routes: readonly Route[]): string {
    const [first, second, ...others] = routes;
    if (!first || others.length > 0)
      throw invalid('routingConfiguration must name one or two versions of the state machine');
    const arns = routes.map(({ stateMachineVersionArn }) => stateMachineVersionArn);
    if (!arns.every((arn) => /^\d+$/.test(splitQualifier(arn).qualifier ?? '')))
      throw invalid(`Routing configuration must contain state machine version ARNs. Received: ${told(arns)}`);
    if (new Set(arns).size < arns.length)
      throw invalid(
        `Routing configuration must contain distinct state machine version ARNs. Received: ${told(arns)}`,
      );
    const weights = routes.map(({ weight }) => weight);
    if (weights.reduce((sum, weight) => sum + weight, 0) !== 100)
      throw invalid(`Sum of routing configuration weights must equal 100. Received: ${told(weights)}`);
    const machineArn = this.#required(first.stateMachineVersionArn).machine.stateMachineArn;
    if (second && this.#required(second.stateMachineVersionArn).machine.stateMachineArn !== machineArn)
      throw invalid('The versions of a routingConfiguration must be of one state machine');
    return machineArn;
  }

  #chosen({ routes }: Alias): string {
    const { random = Math.random } = this.#options;
    const [first, second] = routes;
    const isFirst = !second || random() * 100 < first!.weight;
    return (isFirst ? first! : second).stateMachineVersionArn;
  }
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

const ALIAS_NAME = '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$';

function checkAliasName(name: string): void {
  const constraint =
    name.length > 80
      ? 'Member must have length less than or equal to 80'
      : `Member must satisfy regular expression pattern: ${ALIAS_NAME}`;
  if (name.length > 80 || !new RegExp(ALIAS_NAME).test(name))
    throw invalid(detected(1, complaint(`'${name}'`, 'name', constraint)));
}

const told = (values: readonly unknown[]): string => `[${values.join(', ')}]`;

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
