// Runs esbuild unless what lies in the folder was made of the same sources in the same way. Kept over restarts.
import { readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, build, version as esbuildVersion } from 'esbuild';

export interface CachedBuildOptions {
  /** Entry points, settings; the folder and what a bundle for Node needs are added here. */
  options: BuildOptions;
  /** Emptied before it is written. */
  folder: string;
  /** Project root: lockfile and tsconfig.json lie here, and paths in messages start here. */
  baseDir: string;
}

/** Written beside the output: what it was made of. */
export interface BuildRecord {
  /** Everything but the sources that decides what comes out. */
  key: string;
  /** Source files of the project (node_modules are covered by the lockfile), with their state when built. */
  inputs: Record<string, string>;
  /** Modules left out, which the output asks for when it runs. */
  externals: string[];
}

const RECORD_FILE = 'build.json';

/** The record of an output that is up to date. Rejects with esbuild's own message when the sources do not build. */
export async function buildIfChanged({ options, folder, baseDir }: CachedBuildOptions): Promise<BuildRecord> {
  const around = ['package-lock.json', 'tsconfig.json'].map((file) => stateOf(join(baseDir, file)));
  const key = JSON.stringify([esbuildVersion, options, around]);
  const record = readRecord(folder);
  if (record?.key === key && Object.entries(record.inputs).every(([file, state]) => stateOf(file) === state))
    return record;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Inside the project the output would inherit "type": "module"; in /var/task it has no package.json at all.
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  const { metafile } = await build({
    ...options,
    absWorkingDir: baseDir,
    outdir: folder,
    bundle: true,
    platform: 'node',
    sourcemap: 'linked',
    metafile: true,
    logLevel: 'silent',
  });
  const made: BuildRecord = { key, inputs: {}, externals: [] };
  for (const input of Object.keys(metafile.inputs)) {
    const file = resolve(baseDir, input);
    if (!relative(baseDir, file).split(/[\\/]/).includes('node_modules')) made.inputs[file] = stateOf(file);
  }
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  made.externals = [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))];
  await writeFile(join(folder, RECORD_FILE), JSON.stringify(made));
  return made;
}

function readRecord(folder: string): BuildRecord | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, RECORD_FILE), 'utf8')) as BuildRecord;
  } catch {
    // Never built, or interrupted while at it: both mean build.
    return undefined;
  }
}

function stateOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs}:${stats.size}` : 'missing';
}
