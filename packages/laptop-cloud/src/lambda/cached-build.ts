// Runs esbuild unless what lies in a folder was made of the same sources in the same way. Kept over restarts.
import { readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';
import { buildReadable, NotReadableError } from './readable-build.ts';
import { esbuildVersion, runEsbuild } from './run-esbuild.ts';

/** One folder to be filled. */
export interface BuildTarget {
  /** Absolute paths. */
  entryPoints: string[];
  /** Settings of esbuild; what any bundle for Node needs is added here. */
  options: BuildOptions;
  /** Emptied before it is written. */
  folder: string;
  /** Project root: lockfile and tsconfig.json lie here, and paths in messages start here. */
  baseDir: string;
  /** For a debugger: every name as in the source. */
  isReadable?: boolean;
}

/** Written beside the output: what it was made of. */
export interface BuildRecord {
  /** Everything but the sources that decides what comes out. */
  key: string;
  /** Source files of the project (node_modules are covered by the lockfile), with their state when built. */
  inputs: Record<string, string>;
  /** Modules left out, which the output asks for when it runs. */
  externals: string[];
  /** Absolute paths of the modules made of the entry points, where those lie apart from the rest. */
  entries?: string[];
}

const RECORD_FILE = 'build.json';

/** The record of an up-to-date output, built if need be. Rejects with esbuild's own message when the sources do not build. */
export async function buildIfChanged(target: BuildTarget): Promise<BuildRecord> {
  return upToDate(target) ?? (target.isReadable ? buildOneReadable(target) : buildOne(target));
}

/**
 * Builds whatever has changed, targets of the same settings in one go: the packages they share are read once, and the
 * output is the same as one by one. Never rejects: a target that does not build, or is readable,
 * is left to buildIfChanged.
 */
export async function buildChanged(targets: readonly BuildTarget[]): Promise<void> {
  lookAnew();
  const groups = new Map<string, BuildTarget[]>();
  for (const target of targets.filter(
    (each) => each.entryPoints.length === 1 && !each.isReadable && !upToDate(each),
  )) {
    const key = JSON.stringify([target.options, target.baseDir, dirname(target.folder)]);
    groups.set(key, [...(groups.get(key) ?? []), target]);
  }
  await Promise.all([...groups.values()].map((group) => buildGroup(group).catch(() => undefined)));
}

async function buildOne(target: BuildTarget): Promise<BuildRecord> {
  await emptied(target.folder);
  const { metafile } = await runEsbuild({
    ...settings(target),
    entryPoints: target.entryPoints,
    outdir: target.folder,
  });
  return recorded(target, metafile);
}

async function buildOneReadable(target: BuildTarget): Promise<BuildRecord> {
  try {
    const packagesKey = keyOf(target);
    const { inputs, externals, entries } = await buildReadable({ ...target, packagesKey });
    const states = inputs.map((input) => [input, stateOf(input)]);
    return await written(target, {
      key: keyOf(target),
      inputs: Object.fromEntries(states),
      externals,
      entries,
    });
  } catch (error) {
    // Then at least nothing is minified; and what does not build at all says why, with the place in the sources.
    const build = buildOne({ ...target, options: { ...target.options, minify: false, keepNames: true } });
    const record = { ...(await build), key: keyOf(target) };
    if (!(error instanceof NotReadableError) && !isBuildFailure(error)) throw error;
    return written(target, record);
  }
}

function isBuildFailure(error: unknown): boolean {
  return error instanceof Error && 'errors' in error;
}

async function buildGroup(group: readonly BuildTarget[]): Promise<void> {
  const [first] = group;
  if (!first) return;
  await Promise.all(group.map(({ folder }) => emptied(folder)));
  const { metafile } = await runEsbuild({
    ...settings(first),
    entryPoints: group.flatMap(({ entryPoints, folder }) =>
      entryPoints.map((entry) => ({ in: entry, out: join(basename(folder), stem(entry)) })),
    ),
    outdir: dirname(first.folder),
  });
  await Promise.all(group.map((target) => recorded(target, metafile)));
}

function settings({ options, baseDir }: BuildTarget) {
  return {
    // The sources lie where the map says, so that it need not repeat them.
    sourcesContent: false,
    ...options,
    absWorkingDir: baseDir,
    bundle: true,
    platform: 'node',
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'silent',
  } as const;
}

async function emptied(folder: string): Promise<void> {
  lookAnew();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Inside the project the output would inherit "type": "module"; in /var/task it has no package.json at all.
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');
}

async function recorded(target: BuildTarget, metafile: Metafile): Promise<BuildRecord> {
  const { folder, baseDir } = target;
  const record: BuildRecord = { key: keyOf(target), inputs: {}, externals: [] };
  for (const [file, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
    if (entryPoint === undefined || relative(folder, resolve(baseDir, file)).startsWith('..')) continue;
    for (const input of reachable(entryPoint, metafile)) {
      const source = resolve(baseDir, input);
      if (!relative(baseDir, source).split(/[\\/]/).includes('node_modules'))
        record.inputs[source] = stateOf(source);
    }
    for (const { path, external } of imports)
      if (external && !record.externals.includes(path)) record.externals.push(path);
  }
  return written(target, record);
}

async function written({ folder }: BuildTarget, record: BuildRecord): Promise<BuildRecord> {
  await writeFile(join(folder, RECORD_FILE), JSON.stringify(record));
  return record;
}

/** Every file an entry point imports; an output lists only those that left text in it, not one whose constant was put in place. */
function reachable(entryPoint: string, { inputs }: Metafile): Set<string> {
  const found = new Set<string>();
  const pending = [entryPoint];
  for (let input = pending.pop(); input !== undefined; input = pending.pop()) {
    if (found.has(input)) continue;
    found.add(input);
    for (const { path, external } of inputs[input]?.imports ?? []) if (!external) pending.push(path);
  }
  return found;
}

/** Undefined where it has to be built. */
export function upToDate(target: BuildTarget): BuildRecord | undefined {
  const record = unchanged.of(target.folder, () => unchangedRecord(target.folder));
  return record?.key === keyOf(target) ? record : undefined;
}

/** Undefined also where one of its sources is another by now. */
function unchangedRecord(folder: string): BuildRecord | undefined {
  const record = readRecord(folder);
  const { inputs = {} } = record ?? {};
  return Object.entries(inputs).every(([file, state]) => lately(file) === state) ? record : undefined;
}

function keyOf({ options, entryPoints, baseDir, isReadable = false }: BuildTarget): string {
  const around = ['package-lock.json', 'tsconfig.json'].map((file) => lately(join(baseDir, file)));
  return JSON.stringify([esbuildVersion, options, entryPoints, around, isReadable]);
}

/** Every invocation asks for dozens of files, most of them those of the one before: steps follow each other by the hundredth. */
export const BELIEVED_MS = 400;
const allBelieved = new Set<Map<string, unknown>>();
let lookedAnewMs = 0;

/** Before anything that has to be of the files as they are: a stack, a version, a build after somebody saved. */
export function lookAnew(): void {
  for (const known of allBelieved) known.clear();
  lookedAnewMs = performance.now();
}

/**
 * What is found of files as they are now, or were so lately that nobody has saved them and called a function since. All is looked for
 * anew at one time, so that nothing which follows from others is older than they are; what was not found is, whenever it is asked for.
 */
export function believed<Found>() {
  const known = new Map<string, Found>();
  allBelieved.add(known);
  return {
    of(key: string, look: () => Found): Found {
      if (performance.now() - lookedAnewMs >= BELIEVED_MS) lookAnew();
      const found = known.get(key) ?? look();
      if (found !== undefined) known.set(key, found);
      return found;
    },
  };
}

const states = believed<string>();
/** By folder; a build that begins has everything looked for anew. */
const unchanged = believed<BuildRecord | undefined>();

function lately(file: string): string {
  return states.of(file, () => stateOf(file));
}

/** Records as last read, by file: every invocation asks whether its bundle is still current. */
const recordsRead = new Map<string, { state: string; record: BuildRecord }>();

/** What a build folder was made of; undefined where nothing was built to its end. */
export function readRecord(folder: string): BuildRecord | undefined {
  const file = join(folder, RECORD_FILE);
  const state = stateOf(file);
  const known = recordsRead.get(file);
  if (known?.state === state) return known.record;
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as BuildRecord;
    recordsRead.set(file, { state, record });
    return record;
  } catch {
    // Never built, or interrupted while at it: both mean build.
    return undefined;
  }
}

/** Changes whenever the file does. */
export function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}` : 'missing';
}

function stem(file: string): string {
  return basename(file, extname(file));
}
