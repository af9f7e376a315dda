// Published versions of functions and the aliases that lead to them; with a file the versions survive a restart. The newest
// version of a function runs its sources as they are, as if every change were deployed at once; those before it run the
// code that they last ran. https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html
import { createHash } from 'node:crypto';
import { loadJson, saveJson } from '../json-list.ts';
import { LambdaError } from './lambda-error.ts';
import { LATEST, type LambdaFunction } from './lambda-function.ts';

export interface FunctionVersion {
  number: number;
  /** The function as it was when it was published. */
  published: LambdaFunction;
  description?: string;
  publishedMs: number;
  /** Logical id of the resource that published it. */
  owner: string;
  /** What SAM would have seen of the function, for one that publishes itself. */
  seen?: string;
  /** The files of the bundle that it first ran, with their states. */
  code?: Sources;
}

type Sources = Readonly<Record<string, string>>;

export interface FunctionAlias {
  /** Logical id of the function. */
  functionId: string;
  name: string;
  description?: string;
  routes: readonly { version: string /** Between 0 and 1. */; weight: number }[];
  /** Logical id of the resource that made it. */
  owner: string;
}

/** What a version resource asks for. */
export interface VersionRequest {
  owner: string;
  description?: string;
  seen?: string;
}

export interface FunctionVersions {
  /** The number that publishing would give: of the version there is, or the next. */
  plan(lambdaFunction: LambdaFunction, request: VersionRequest): number;
  /** Publishes what `plan` says. */
  publish(lambdaFunction: LambdaFunction, request: VersionRequest): Promise<FunctionVersion>;
  /** Oldest first. */
  of(functionId: string): FunctionVersion[];
  putAlias(alias: FunctionAlias): void;
  aliases(functionId: string): FunctionAlias[];
  /** The function as a version number, an alias or $LATEST means it. Throws LambdaError ResourceNotFoundException. */
  qualified(lambdaFunction: LambdaFunction, qualifier: string): LambdaFunction;
  /** Learns which bundle a version runs. */
  noteCode(lambdaFunction: LambdaFunction, code: Sources): void;
}

export interface FunctionVersionsOptions {
  file: string | null;
  /** Whether files are in these states. */
  isCurrent(sources: Sources): boolean;
  /** Keeps the bundle on disk as the one of a version. */
  freeze(lambdaFunction: LambdaFunction, version: string): Promise<void>;
  log(line: string): void;
  random?: () => number;
}

export function createFunctionVersions(options: FunctionVersionsOptions): FunctionVersions {
  const { file, isCurrent, freeze, log, random = Math.random } = options;
  const versions = loadJson(file) as FunctionVersion[];
  const aliases = new Map<string, FunctionAlias>();
  const save = () => saveJson(file, versions);

  const of = (functionId: string) => versions.filter(({ published }) => published.logicalId === functionId);
  const newest = (functionId: string) => of(functionId).at(-1);

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

  function chosen({ routes }: FunctionAlias): string {
    let dice = random();
    for (const { version, weight } of routes) {
      if (dice < weight) return version;
      dice -= weight;
    }
    return routes[0]!.version;
  }

  function numbered(lambdaFunction: LambdaFunction, number: string, qualifier: string): LambdaFunction {
    const known = of(lambdaFunction.logicalId).find((version) => String(version.number) === number);
    if (!known) throw missing(lambdaFunction, qualifier);
    const isNewest = known === newest(lambdaFunction.logicalId);
    const arn = `${lambdaFunction.arn}:${qualifier}`;
    return { ...(isNewest ? lambdaFunction : known.published), arn, version: number, isFrozen: !isNewest };
  }

  return {
    plan: (lambdaFunction, request) =>
      standing(lambdaFunction, request)?.number ?? (newest(lambdaFunction.logicalId)?.number ?? 0) + 1,
    async publish(lambdaFunction, request) {
      const known = standing(lambdaFunction, request);
      if (known) return known;
      warn(lambdaFunction, request);
      const before = newest(lambdaFunction.logicalId);
      if (before) await freeze(lambdaFunction, String(before.number));
      const version: FunctionVersion = {
        number: (before?.number ?? 0) + 1,
        published: lambdaFunction,
        publishedMs: Date.now(),
        ...request,
      };
      versions.push(version);
      save();
      return version;
    },
    of,
    putAlias: (alias) => void aliases.set(alias.owner, alias),
    aliases: (functionId) => [...aliases.values()].filter((alias) => alias.functionId === functionId),
    qualified(lambdaFunction, qualifier) {
      if (qualifier === LATEST) return { ...lambdaFunction, arn: `${lambdaFunction.arn}:${LATEST}` };
      const alias = [...aliases.values()].find(
        ({ functionId, name }) => functionId === lambdaFunction.logicalId && name === qualifier,
      );
      return numbered(lambdaFunction, alias ? chosen(alias) : qualifier, qualifier);
    },
    noteCode({ logicalId, version }, code) {
      const own = newest(logicalId);
      if (!own || own.code !== undefined || (version !== LATEST && version !== String(own.number))) return;
      own.code = code;
      save();
    },
  };
}

function missing({ arn }: LambdaFunction, qualifier: string): LambdaError {
  return new LambdaError('ResourceNotFoundException', `Function not found: ${arn}:${qualifier}`, 404);
}

function isConfiguredAnew({ published }: FunctionVersion, lambdaFunction: LambdaFunction): boolean {
  return configurationOf(published) !== configurationOf(lambdaFunction);
}

/** Everything that AWS keeps of a version but the code, whose place on this disk does not count. */
function configurationOf({ codeFolder: _, build: __, ...rest }: LambdaFunction): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex');
}
