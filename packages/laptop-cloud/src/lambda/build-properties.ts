// What `sam build` gives esbuild for one function, from its Metadata: the same defaults, the same names.

import { extname } from 'node:path';
import type { BuildOptions, Charset, Format, Loader } from 'esbuild';
import { lookup } from '../stack/lookup.ts';

/** How one function is bundled. */
export interface BuildPlan {
  /** Paths below CodeUri, as the template has them. */
  entryPoints: string[];
  /** Modules that stay outside the bundle: a layer or the runtime brings them. */
  external: string[];
  options: BuildOptions;
  /** Nothing is bundled: the code runs where it lies. */
  isAsItIs?: true;
}

/** The plan behind `Metadata: { BuildMethod: esbuild, BuildProperties }`. Throws Error naming a property that sam or esbuild would take but the laptop does not. */
export function buildPlanOf(metadata: Record<string, unknown>, handler: string): BuildPlan {
  const { BuildMethod, BuildProperties = {} } = metadata;
  if (BuildMethod !== 'esbuild')
    throw new Error(`Metadata.BuildMethod must be esbuild, not ${String(BuildMethod ?? 'missing')}.`);
  if (typeof BuildProperties !== 'object' || BuildProperties === null)
    throw new Error('Metadata.BuildProperties must be a map.');
  const { EntryPoints = [moduleOf(handler)], ...others } = BuildProperties as Record<string, unknown>;
  const options: BuildOptions = { minify: true, target: 'es2020', format: 'cjs' };
  for (const [property, value] of Object.entries(others)) {
    const translate = lookup(PROPERTIES, property);
    if (!translate)
      throw new Error(
        `Metadata.BuildProperties.${property} is not supported on the laptop (${Object.keys(PROPERTIES).join(', ')}).`,
      );
    Object.assign(options, translate(value, `Metadata.BuildProperties.${property}`));
  }
  const entryPoints = texts(EntryPoints, 'Metadata.BuildProperties.EntryPoints');
  if (entryPoints.length === 0) throw new Error('Metadata.BuildProperties.EntryPoints is empty.');
  return { entryPoints, external: options.external ?? [], options };
}

function moduleOf(handler: string): string {
  return handler.slice(0, handler.lastIndexOf('.'));
}

type Translate = (value: unknown, place: string) => BuildOptions;

const PROPERTIES: Readonly<Record<string, Translate>> = {
  Alias: (value, place) => ({ alias: pairs(value, place) }),
  AllowOverwrite: (value, place) => ({ allowOverwrite: flag(value, place) }),
  AssetNames: (value, place) => ({ assetNames: text(value, place) }),
  Banner: (value, place) => ({ banner: pairs(value, place) }),
  Charset: (value, place) => ({ charset: text(value, place) as Charset }),
  Conditions: (value, place) => ({ conditions: texts(value, place) }),
  Define: (value, place) => ({ define: pairs(value, place) }),
  Drop: (value, place) => ({ drop: texts(value, place) as ('console' | 'debugger')[] }),
  External: (value, place) => ({ external: texts(value, place) }),
  Footer: (value, place) => ({ footer: pairs(value, place) }),
  Format: (value, place) => ({ format: text(value, place) as Format }),
  KeepNames: (value, place) => ({ keepNames: flag(value, place) }),
  LegalComments: (value, place) => ({
    legalComments: text(value, place) as NonNullable<BuildOptions['legalComments']>,
  }),
  Loader: (value, place) => ({ loader: pairs(value, place) as Record<string, Loader> }),
  MainFields: (value, place) => ({ mainFields: texts(value, place) }),
  Minify: (value, place) => ({ minify: flag(value, place) }),
  OutExtension: (value, place) => ({ outExtension: pairs(value, place) }),
  ResolveExtensions: (value, place) => ({ resolveExtensions: texts(value, place) }),
  // A map is made in any case: the laptop is where breakpoints are set. It adds nothing to what runs.
  Sourcemap: (value, place) => (flag(value, place) ? {} : {}),
  SourcesContent: (value, place) => ({ sourcesContent: flag(value, place) }),
  Target: (value, place) => ({ target: texts(value, place) }),
  TreeShaking: (value, place) => ({ treeShaking: flag(value, place) }),
  // How sam installs packages before it bundles; here they are installed already.
  UseNpmCi: (value, place) => (flag(value, place) ? {} : {}),
};

function flag(value: unknown, place: string): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw new Error(`${place} must be true or false.`);
}

function text(value: unknown, place: string): string {
  if (typeof value !== 'string') throw new Error(`${place} must be a string.`);
  return value;
}

/** A list, or the comma-separated text that esbuild's command line takes. */
function texts(value: unknown, place: string): string[] {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  if (Array.isArray(value)) return value.map((item) => text(item, place));
  throw new Error(`${place} must be a list of strings.`);
}

/** `['.mjs=.js', ...]`, as on esbuild's command line. */
function pairs(value: unknown, place: string): Record<string, string> {
  const entries = texts(value, place).map((item) => {
    const at = item.indexOf('=');
    if (at < 1) throw new Error(`${place}: ${item} must be written key=value.`);
    return [item.slice(0, at), item.slice(at + 1)] as const;
  });
  return Object.fromEntries(entries);
}

/** The file that esbuild writes for an entry point: its name with the ending of the output. */
export function outputName(entryPoint: string, options: BuildOptions): string {
  const ending = extname(entryPoint);
  const stem = /^\.[cm]?[jt]sx?$/.test(ending) ? entryPoint.slice(0, -ending.length) : entryPoint;
  return `${stem}${options.outExtension?.['.js'] ?? '.js'}`;
}
