// Published versions of functions. The newest that the template has published runs the sources as they are, as if every change were
// deployed at once; those before it run the code that they last ran, and those of the API what there was when they were published.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
import { createHash, randomUUID } from 'node:crypto';
import type { FunctionAliases } from './function-aliases.ts';
import { LambdaError } from './lambda-error.ts';
import { LATEST, type LambdaFunction } from './lambda-function.ts';
import type { MadeFunction } from './made-functions.ts';
import type { FunctionAlias, FunctionVersion, Sources, VersionRecords } from './version-records.ts';

/** What a version resource asks for. */
export interface VersionRequest {
  owner: string;
  description?: string;
  seen?: string;
}

/** What the API asks for. */
export interface PublishRequest {
  description?: string;
  /** Of the function's code at the moment. */
  codeSha256: string;
}

export interface FunctionVersions {
  /** The number that publishing would give: of the version there is, or the next. */
  plan(lambdaFunction: LambdaFunction, request: VersionRequest): number;
  /** Publishes what `plan` says. */
  publish(lambdaFunction: LambdaFunction, request: VersionRequest): Promise<FunctionVersion>;
  /** The newest version, where neither code nor configuration have changed since. */
  same(lambdaFunction: LambdaFunction, request: PublishRequest): FunctionVersion | undefined;
  /** The number of the version that is published next. */
  next(functionId: string): number;
  /** Publishes the next version, whose code lies where it stays. */
  add(lambdaFunction: LambdaFunction, request: PublishRequest): FunctionVersion;
  /** Oldest first. */
  of(functionId: string): FunctionVersion[];
  remove(functionId: string, number: string): void;
  /** Drops the versions and aliases of a function that is deleted. */
  forget(functionId: string): void;
  /**
   * The function as a version number, an alias or $LATEST means it; an alias of two versions means its main one. Throws LambdaError
   * ResourceNotFoundException.
   */
  qualified(lambdaFunction: LambdaFunction, qualifier: string): LambdaFunction;
  /** The same for a call, which an alias of two versions leads to either of them. */
  called(lambdaFunction: LambdaFunction, qualifier: string): LambdaFunction;
  /** Learns which bundle a version runs. */
  noteCode(lambdaFunction: LambdaFunction, code: Sources): void;
}

export interface FunctionVersionsOptions {
  records: VersionRecords;
  aliases: FunctionAliases;
  /** Whether files are in these states. */
  isCurrent(sources: Sources): boolean;
  /** Keeps the bundle on disk as the one of a version. */
  freeze(lambdaFunction: LambdaFunction, version: string): Promise<void>;
  /** What was published, run with the code that is kept of it. */
  placed(version: FunctionVersion): LambdaFunction;
  log(line: string): void;
}

export function createFunctionVersions(options: FunctionVersionsOptions): FunctionVersions {
  const { records, aliases, isCurrent, freeze, placed, log } = options;

  const of = (functionId: string) =>
    records.versions.filter(({ published }) => published.logicalId === functionId);
  /** The one that runs the sources as they are. */
  const following = (functionId: string) => of(functionId).findLast(({ owner }) => owner !== undefined);
  const next = (functionId: string) =>
    1 + Math.max(of(functionId).at(-1)?.number ?? 0, records.counters.get(functionId) ?? 0);

  const isCodeNew = ({ code }: FunctionVersion) => code !== undefined && !isCurrent(code);

  /** The version that stands for this request; undefined when a deployment would publish another. */
  function standing(lambdaFunction: LambdaFunction, request: VersionRequest): FunctionVersion | undefined {
    const last = of(lambdaFunction.logicalId).findLast(({ owner }) => owner === request.owner);
    if (!last || last.description !== request.description) return undefined;
    if (request.seen === undefined) return last;
    const isSeen = last.seen !== request.seen;
    return isSeen || isCodeNew(last) || isConfiguredAnew(last, lambdaFunction) ? undefined : last;
  }

  function warn(lambdaFunction: LambdaFunction, { owner, seen }: VersionRequest): void {
    const last = of(lambdaFunction.logicalId).findLast((version) => version.owner === owner);
    if (!last || last.seen !== seen || !isConfiguredAnew(last, lambdaFunction)) return;
    if (isCodeNew(last)) return;
    log(
      `lambda: ${lambdaFunction.logicalId} has other properties, but neither code nor template text that SAM publishes a version for: on AWS its alias would still run the old ones`,
    );
  }

  function append(lambdaFunction: LambdaFunction, request: Omit<FunctionVersion, 'number' | 'published'>) {
    const { logicalId } = lambdaFunction;
    const version = { number: next(logicalId), published: lambdaFunction, ...request };
    records.versions.push(version);
    records.counters.set(logicalId, version.number);
    records.save();
    return version;
  }

  function numbered(lambdaFunction: LambdaFunction, number: string, qualifier: string): LambdaFunction {
    const known = of(lambdaFunction.logicalId).find((version) => String(version.number) === number);
    if (!known) throw missing(lambdaFunction, qualifier);
    const isFollowing = known === following(lambdaFunction.logicalId);
    const { description, codeSha256, revision } = known;
    return {
      ...(isFollowing ? lambdaFunction : reservedAs(lambdaFunction, placed(known))),
      arn: `${lambdaFunction.arn}:${qualifier}`,
      version: number,
      ...(description === undefined ? undefined : { description }),
      ...(codeSha256 === undefined ? undefined : { codeSha256 }),
      ...(revision === undefined ? undefined : { revision }),
    };
  }

  function meant(
    lambdaFunction: LambdaFunction,
    qualifier: string,
    versionOf: (alias: FunctionAlias) => string,
  ): LambdaFunction {
    const alias = aliases.named(lambdaFunction.logicalId, qualifier);
    const number = alias ? versionOf(alias) : qualifier;
    if (number === LATEST) return { ...lambdaFunction, arn: `${lambdaFunction.arn}:${qualifier}` };
    return numbered(lambdaFunction, number, qualifier);
  }

  return {
    plan: (lambdaFunction, request) =>
      standing(lambdaFunction, request)?.number ?? next(lambdaFunction.logicalId),
    async publish(lambdaFunction, request) {
      const known = standing(lambdaFunction, request);
      if (known) return known;
      warn(lambdaFunction, request);
      const before = following(lambdaFunction.logicalId);
      if (before) await freeze(lambdaFunction, String(before.number));
      return append(lambdaFunction, { publishedMs: Date.now(), revision: randomUUID(), ...request });
    },
    same(lambdaFunction, { codeSha256 }) {
      const last = of(lambdaFunction.logicalId).at(-1);
      if (!last || isConfiguredAnew(last, lambdaFunction)) return undefined;
      const isCodeSame = last.owner === undefined ? last.codeSha256 === codeSha256 : !isCodeNew(last);
      return isCodeSame ? last : undefined;
    },
    next,
    add: (lambdaFunction, request) =>
      append(lambdaFunction, { publishedMs: Date.now(), revision: randomUUID(), ...request }),
    of,
    remove(functionId, number) {
      const gone = of(functionId).find((version) => String(version.number) === number);
      if (!gone) return;
      records.versions = records.versions.filter((version) => version !== gone);
      // An older laptop cloud counted none.
      records.counters.set(functionId, Math.max(gone.number, records.counters.get(functionId) ?? 0));
      records.save();
    },
    forget(functionId) {
      const { versions, aliases: all } = records;
      records.versions = versions.filter(({ published }) => published.logicalId !== functionId);
      records.aliases = all.filter((alias) => alias.functionId !== functionId);
      if (records.versions.length + records.aliases.length < versions.length + all.length) records.save();
    },
    qualified: (lambdaFunction, qualifier) =>
      meant(lambdaFunction, qualifier, ({ routes }) => routes[0]!.version),
    called: (lambdaFunction, qualifier) => meant(lambdaFunction, qualifier, aliases.choose),
    noteCode({ logicalId, version }, code) {
      const own = following(logicalId);
      if (!own || own.code !== undefined || (version !== LATEST && version !== String(own.number))) return;
      own.code = code;
      records.save();
    },
  };
}

function missing({ arn }: LambdaFunction, qualifier: string): LambdaError {
  return new LambdaError('ResourceNotFoundException', `Function not found: ${arn}:${qualifier}`, 404);
}

/** What is reserved is the function's as it is, whatever its versions were. */
function reservedAs({ reservedConcurrency: reserved }: LambdaFunction, published: LambdaFunction) {
  const { reservedConcurrency: _, ...others } = published;
  return reserved === undefined ? others : { ...others, reservedConcurrency: reserved };
}

function isConfiguredAnew({ published }: FunctionVersion, lambdaFunction: LambdaFunction): boolean {
  return configurationOf(published) !== configurationOf(lambdaFunction);
}

/** Everything that AWS keeps of a version but the code, whose place on this disk does not count. */
function configurationOf(lambdaFunction: LambdaFunction): string {
  const { codeFolder: _, build, revision, modifiedMs, reservedConcurrency, ...rest } = lambdaFunction;
  const { made, ...own } = rest as Partial<MadeFunction>;
  const kept = made ? [own, made.properties, made.description] : own;
  return createHash('sha256').update(JSON.stringify(kept)).digest('hex');
}
