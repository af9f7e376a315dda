// The functions that there are: those of the template and those that the API has made, with their versions, their aliases and what is
// reserved for them.
import { join } from 'node:path';
import { splitFunctionName } from '../arns.ts';
import { stateOf } from './cached-build.ts';
import { createFunctionAliases, type FunctionAliases } from './function-aliases.ts';
import { createFunctionVersions, type FunctionVersions } from './function-versions.ts';
import { LambdaError } from './lambda-error.ts';
import type { LambdaFunction } from './lambda-function.ts';
import { createMadeFunctions, type MadeFunctions } from './made-functions.ts';
import { openReservedConcurrency } from './reserved-concurrency.ts';
import { dropCode, freezeBundle, placedVersion } from './version-code.ts';
import { openVersionRecords } from './version-records.ts';

export interface KnownFunctionsOptions {
  region: string;
  accountId?: string;
  baseDir: string;
  buildFolder: string;
  /** Where what is not of the template is kept; without it, it lives as long as the process. */
  versionsFolder?: string;
  frozenFolder: string;
  log?: (line: string) => void;
}

export interface KnownFunctions {
  versions: FunctionVersions;
  aliases: FunctionAliases;
  made: MadeFunctions;
  /** Takes one of the template. */
  add(lambdaFunction: LambdaFunction): void;
  ofTemplate(): LambdaFunction[];
  all(): LambdaFunction[];
  /** By name, ARN or logical id, with a qualifier or without. Throws LambdaError ResourceNotFoundException. */
  find(nameOrArn: string): LambdaFunction;
  /** The same for a call, which an alias of two versions leads to either of them. */
  findToCall(nameOrArn: string): LambdaFunction;
  /** Reserves so many environments at once for a function; undefined takes the reserve away. */
  reserve(name: string, reserved: number | undefined): void;
  /** Deletes one that the API has made, with its versions and aliases. */
  remove(name: string): void;
  /** Deletes a version, and its code. */
  removeVersion(lambdaFunction: LambdaFunction, version: string): Promise<void>;
}

export function openKnownFunctions(options: KnownFunctionsOptions): KnownFunctions {
  const { region, accountId = '000000000000', versionsFolder: folder, frozenFolder } = options;
  const { log = () => undefined } = options;
  const functions = new Map<string, LambdaFunction>();
  const records = openVersionRecords(folder === undefined ? null : join(folder, 'versions.json'));
  const reserved = openReservedConcurrency(folder === undefined ? null : join(folder, 'reserved.json'));
  const made = createMadeFunctions({
    ...options,
    account: { region, accountId },
    folder,
    published: records.versions.map(({ published }) => published),
  });
  const aliases = createFunctionAliases(records);
  const versions = createFunctionVersions({
    records,
    aliases,
    isCurrent: (sources) => Object.entries(sources).every(([file, state]) => stateOf(file) === state),
    freeze: (lambdaFunction, version) => freezeBundle(options, lambdaFunction, version),
    placed: (version) => placedVersion({ made, frozenFolder }, version),
    log,
  });
  const isHidden = (name: string) => [...functions.values()].some((one) => one.name === name);
  const planned = (name: string): LambdaFunction | undefined =>
    [...functions.values()].find((lambdaFunction) => lambdaFunction.name === name) ??
    functions.get(name) ??
    made.named(name);
  function found(nameOrArn: string, qualified: FunctionVersions['qualified']): LambdaFunction {
    const { name, qualifier } = splitFunctionName(nameOrArn);
    const lambdaFunction = planned(name);
    if (!lambdaFunction)
      throw new LambdaError('ResourceNotFoundException', `Function not found: ${nameOrArn}`, 404);
    const known = reserved.of(lambdaFunction);
    return qualifier === undefined ? known : qualified(known, qualifier);
  }

  return {
    versions,
    aliases,
    made,
    add: (lambdaFunction) => void functions.set(lambdaFunction.logicalId, lambdaFunction),
    ofTemplate: () => [...functions.values()],
    all: () =>
      [...functions.values(), ...made.all().filter(({ name }) => !isHidden(name))].map((one) =>
        reserved.of(one),
      ),
    find: (nameOrArn) => found(nameOrArn, versions.qualified),
    findToCall: (nameOrArn) => found(nameOrArn, versions.called),
    reserve(name, reserve) {
      const found = planned(name);
      if (found) reserved.put(found, reserve);
    },
    remove(name) {
      const found = made.named(name);
      if (!found) return;
      // First, so that another function of this name never has them.
      versions.forget(found.logicalId);
      reserved.forget(found.logicalId);
      made.remove(name);
    },
    async removeVersion({ logicalId }, version) {
      versions.remove(logicalId, version);
      await dropCode(frozenFolder, logicalId, version);
    },
  };
}
