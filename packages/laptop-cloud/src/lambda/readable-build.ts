// What runs under a debugger in place of a bundle: each source of the project as a module of its own, its packages bundled
// beside. In one file esbuild gives names that two modules share (`command`, `configuration`) to only one of them, minified or
// not; then a condition in the other one's lines asks about the wrong variable, and no source map can help an expression.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, extname, join, relative, resolve, sep } from 'node:path';
import type { BuildOptions, Metafile, OutputFile, Plugin } from 'esbuild';
import { type PackageUse, packagesModule, readPackageUses, stubModule } from './package-stubs.ts';
import { runEsbuild } from './run-esbuild.ts';
import { withWrittenNames } from './written-names.ts';

export interface ReadableTarget {
  /** Absolute paths. */
  entryPoints: string[];
  /** Settings of the bundle that runs without a debugger. */
  options: BuildOptions;
  /** What lies here of packages is used again where it was made with the same key. */
  folder: string;
  baseDir: string;
  packagesKey: string;
}

export interface ReadableBuild {
  /** Absolute paths of the project's sources. */
  inputs: string[];
  /** Modules that are asked for when it runs. */
  externals: string[];
  /** Absolute paths of the modules made of the entry points. */
  entries: string[];
}

/** Sources that cannot stand apart, e.g. CommonJS: they are bundled, and their names are esbuild's. */
export class NotReadableError extends Error {
  override readonly name = 'NotReadableError';
}

/** Fills the folder. Throws NotReadableError, or esbuild's own error. */
export async function buildReadable(target: ReadableTarget): Promise<ReadableBuild> {
  const { options, folder, baseDir } = target;
  if (options.banner || options.footer) throw new NotReadableError('Banner and Footer are for one file');
  const { inputs, entries } = await sourcesOf(target);
  const packages: string[] = [];
  const { outputFiles } = await runEsbuild({
    ...common(target),
    entryPoints: inputs.map((input) => resolve(baseDir, input)),
    outbase: baseDir,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    write: false,
    // A line that nobody needs yet may still have a breakpoint.
    treeShaking: false,
    define: { ...defineOf(options), ...options.define },
    plugins: [apart(baseDir, packages)],
  });
  const uses: PackageUse[] = packages.map((specifier) => ({ specifier, names: new Set() }));
  const files = named(outputFiles ?? []).map((file) => readModule(file, uses));
  for (const { path, text } of files) await write(path, text);
  const externals = await buildPackages(target, uses);
  return {
    inputs: inputs.map((input) => resolve(baseDir, input)),
    externals,
    entries: entries.map((entry) => join(folder, moduleName(entry))),
  };
}

/** Every source of the project that the entry points reach. Here fails whatever would fail in the bundle. */
async function sourcesOf(target: ReadableTarget): Promise<{ inputs: string[]; entries: string[] }> {
  const { metafile } = await runEsbuild({
    ...common(target),
    entryPoints: target.entryPoints,
    outdir: target.folder,
    write: false,
  });
  const inputs = Object.keys(metafile.inputs);
  for (const input of inputs) {
    if (input.startsWith('..') || input.split(/[\\/]/).includes('node_modules') || input.includes(':'))
      throw new NotReadableError(`${input} lies outside of the project`);
    if (metafile.inputs[input]?.format === 'cjs') throw new NotReadableError(`${input} is CommonJS`);
  }
  return { inputs, entries: entriesOf(metafile) };
}

function entriesOf({ outputs }: Metafile): string[] {
  return Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
}

function common({ options, baseDir }: ReadableTarget) {
  return {
    ...options,
    sourcesContent: false,
    absWorkingDir: baseDir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    sourcemap: 'linked',
    metafile: true,
    minify: false,
    logLevel: 'silent',
  } as const;
}

/** What CommonJS would say: a debugger must not make work what fails without it. */
function defineOf({ format = 'cjs' }: BuildOptions): Record<string, string> {
  return format === 'cjs' ? { 'import.meta': '{}' } : {};
}

const FROM_PLUGIN = Symbol('asked by the plugin itself');

/** Keeps every import an import: of the project's modules beside it, of the stub of a package, of Node's own. */
function apart(baseDir: string, packages: string[]): Plugin {
  return {
    name: 'apart',
    setup: ({ onResolve, resolve: ask }) =>
      onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind === 'entry-point' || pluginData === FROM_PLUGIN) return undefined;
        const found = await ask(path, { kind, importer, resolveDir, pluginData: FROM_PLUGIN });
        if (found.errors.length > 0) return { errors: found.errors };
        if (found.external && isBuiltin(found.path)) return { path: found.path, external: true };
        if (found.external && found.path.startsWith('#'))
          throw new NotReadableError(`${found.path} may be of the project or of a package`);
        if (found.external && !packages.includes(found.path)) packages.push(found.path);
        const target = found.external
          ? stubName(packages.indexOf(found.path))
          : moduleName(relative(baseDir, found.path));
        const from = dirname(relative(baseDir, importer));
        return { path: specifierOf(relative(from, target)), external: true };
      }),
  };
}

function moduleName(input: string): string {
  return `${input.slice(0, input.length - extname(input).length)}.mjs`;
}

function stubName(index: number): string {
  return join('packages', `${index}.mjs`);
}

function specifierOf(path: string): string {
  const slashed = path.split(sep).join('/');
  return slashed.startsWith('.') ? slashed : `./${slashed}`;
}

/** What only CommonJS has, or esbuild's stand-ins for it. */
const OF_COMMONJS = /\b(?:__dirname|__filename|__require|__commonJS)\b|\brequire\s*[.(]|\bmodule\.exports\b/;

interface TextFile {
  path: string;
  text: string;
}

function named(files: readonly OutputFile[]): TextFile[] {
  const maps = new Map(files.map((file) => [file.path, file]));
  return files.map(({ path, text }) => {
    const map = maps.get(`${path}.map`);
    return { path, text: map ? withWrittenNames(text, JSON.parse(map.text)) : text };
  });
}

function readModule({ path, text }: TextFile, uses: PackageUse[]): TextFile {
  if (!path.endsWith('.mjs')) return { path, text };
  if (OF_COMMONJS.test(text)) throw new NotReadableError(`${path} asks for what only CommonJS has`);
  const read = readPackageUses(text, uses);
  if (read === undefined) throw new NotReadableError(`${path} imports a package in a way of its own`);
  return { path, text: read };
}

/**
 * One file for all packages, made with the settings of the bundle: aliases, main fields, what is left out. An edit of the
 * project's sources leaves it as it is. Returns the modules that it asks for when it runs.
 */
async function buildPackages(target: ReadableTarget, uses: PackageUse[]): Promise<string[]> {
  const { folder, baseDir, packagesKey } = target;
  if (uses.length === 0) return [];
  for (const [index, use] of uses.entries())
    await write(join(folder, stubName(index)), stubModule(use, index));
  const madeOf = JSON.stringify([packagesKey, packagesModule(uses)]);
  const recordFile = join(folder, 'packages', 'all.json');
  const known = readJson<{ madeOf: string; externals: string[] }>(recordFile);
  if (known?.madeOf === madeOf) return known.externals;
  // The default export of a CommonJS package is another one for modules of a package of ES modules.
  const isOfModules = readJson<{ type?: string }>(join(baseDir, 'package.json'))?.type === 'module';
  const entry = join(folder, 'packages', isOfModules ? 'all.entry.mjs' : 'all.entry.js');
  await write(entry, packagesModule(uses));
  const { metafile } = await runEsbuild({
    ...common(target),
    packages: 'bundle',
    // The folder of the state, and with it this one, may lie anywhere.
    nodePaths: [join(baseDir, 'node_modules')],
    format: 'cjs',
    entryPoints: [{ in: entry, out: 'all' }],
    outdir: join(folder, 'packages'),
    outExtension: { '.js': '.cjs' },
  });
  const asked = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
  const externals = [...new Set(asked.filter(({ external }) => external).map(({ path }) => path))];
  await write(recordFile, JSON.stringify({ madeOf, externals }));
  return externals;
}

/** Undefined where there is nothing to read, or half of it. */
function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
