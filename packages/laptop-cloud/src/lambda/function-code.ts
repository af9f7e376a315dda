// Where the code of a function lies and how it is made ready, from its properties: a folder bundled by esbuild, a folder as it
// is (what `sam build` copies), or text in the template. Code that cannot run here is refused when it is called: a stack of
// many functions is of use without one of them.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathHint } from '../stack/near-path.ts';
import type { Resource } from '../stack/resource.ts';
import { type BuildPlan, buildPlanOf } from './build-properties.ts';

export interface FunctionCode {
  /** Absolute path of CodeUri, or of where code in the template is written to. */
  codeFolder: string;
  build: BuildPlan;
  runtime: string;
  handler: string;
  /** Text of the template, as index.js. */
  inline?: string;
  /** Why calls of it fail. */
  refusal?: string;
}

export interface CodePlaces {
  /** The folder that paths in the template start from. */
  baseDir: string;
  /** Where code in the template is written to. */
  inlineFolder: string;
}

/** What of a resource tells where its code is. */
type Coded = Pick<Resource, 'logicalId' | 'properties' | 'metadata'>;

/** Reads what a function is made of. Throws Error naming the property whose value cannot be honoured. */
export function functionCodeOf(resource: Coded, { baseDir, inlineFolder }: CodePlaces): FunctionCode {
  const { logicalId, properties, metadata } = resource;
  const { Handler, Runtime, PackageType = 'Zip' } = properties;
  const source = sourceOf(resource);
  const unusable = (refusal: string): FunctionCode => ({
    codeFolder: baseDir,
    build: AS_IT_IS,
    runtime: typeof Runtime === 'string' ? Runtime : 'none',
    handler: typeof Handler === 'string' ? Handler : 'none',
    refusal,
  });
  if (PackageType === 'Image' || source === 'image')
    return unusable('it is a container image, and the laptop runs no containers');
  const runtime = text(properties, 'Runtime');
  if (!NODE.test(runtime)) return unusable(`it runs on ${runtime}, and the laptop runs Node.js alone`);
  const handler = text(properties, 'Handler');
  if (source === 'elsewhere') return unusable('its code lies in S3, not in this project');
  if (typeof source !== 'string') {
    const folder = join(inlineFolder, logicalId);
    return { codeFolder: folder, build: AS_IT_IS, runtime, handler, inline: source.text };
  }
  const codeFolder = resolve(baseDir, source);
  if (!existsSync(codeFolder))
    throw new Error(`${codeProperty(resource)}: ${codeFolder} does not exist.${pathHint(codeFolder)}`);
  return { codeFolder, build: buildOf(metadata, handler), runtime, handler };
}

/** Every Node.js that Lambda has or had; all run on the one that runs the laptop. */
const NODE = /^nodejs(\d+)\.x$/;

/** The major version of Node.js in a runtime's name. */
export function nodeVersion(runtime: string): number {
  return Number(NODE.exec(runtime)?.[1] ?? 0);
}

const AS_IT_IS: BuildPlan = { entryPoints: [], external: [], options: {}, isAsItIs: true };

function buildOf(metadata: Record<string, unknown>, handler: string): BuildPlan {
  const { BuildMethod } = metadata;
  // Without a method sam copies the folder and installs its packages, and so does nodejsN.x.
  if (BuildMethod === undefined || NODE.test(String(BuildMethod))) return AS_IT_IS;
  return buildPlanOf(metadata, handler);
}

/** A path, text, or where else it lies. */
function sourceOf({ properties }: Coded): string | { text: string } | 'elsewhere' | 'image' {
  const { CodeUri, InlineCode, ImageUri, Code } = properties;
  if (ImageUri !== undefined) return 'image';
  if (InlineCode !== undefined) return { text: text(properties, 'InlineCode') };
  const given = Code ?? CodeUri;
  if (given === undefined) return '.';
  if (typeof given === 'string') return /^(s3|https?):/.test(given) ? 'elsewhere' : given;
  const { ZipFile, ImageUri: image } = Object(given) as Record<string, unknown>;
  if (typeof ZipFile === 'string') return { text: ZipFile };
  return image === undefined ? 'elsewhere' : 'image';
}

function codeProperty({ properties }: Coded): string {
  return properties.Code === undefined ? 'CodeUri' : 'Code';
}

/** Writes text of the template where the function is looked for, unless it lies there. */
export function writeInlineCode({ codeFolder, inline }: FunctionCode): void {
  if (inline === undefined) return;
  const file = join(codeFolder, 'index.js');
  if (existsSync(file) && readFileSync(file, 'utf8') === inline) return;
  mkdirSync(codeFolder, { recursive: true });
  // Without a type, as in Lambda: the text itself tells whether it is a module.
  writeFileSync(join(codeFolder, 'package.json'), '{}\n');
  writeFileSync(file, inline);
}

/** Whether it bundles version 2 of the SDK, which reads no AWS_ENDPOINT_URL and cannot be told another way there. */
export function bundlesOldSdk({ codeFolder, build, refusal }: FunctionCode): boolean {
  if (refusal !== undefined || build.isAsItIs || build.external.includes('aws-sdk')) return false;
  return Object.hasOwn(dependenciesOf(codeFolder), 'aws-sdk');
}

function dependenciesOf(codeFolder: string): Record<string, string> {
  const manifest = join(codeFolder, 'package.json');
  if (!existsSync(manifest)) return {};
  const { dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  return dependencies;
}

/** Of the packages that the function's own package.json asks for, those that are installed nowhere it would find them. */
export function uninstalledPackages({ codeFolder, build, refusal }: FunctionCode): string[] {
  if (refusal !== undefined || !build.isAsItIs) return [];
  return Object.keys(dependenciesOf(codeFolder)).filter((name) => !isInstalled(name, codeFolder));
}

function isInstalled(name: string, folder: string): boolean {
  if (existsSync(join(folder, 'node_modules', name))) return true;
  const parent = dirname(folder);
  return parent !== folder && isInstalled(name, parent);
}

/** The module of a handler in code that runs as it is; undefined when there is none. */
export function moduleOfHandler({ codeFolder, handler }: Pick<FunctionCode, 'codeFolder' | 'handler'>) {
  const stem = resolve(codeFolder, handler.slice(0, handler.lastIndexOf('.')));
  return ['.js', '.mjs', '.cjs'].map((ending) => stem + ending).find((file) => existsSync(file));
}

/** A short name for the state of many files. */
export function fingerprintOf(sources: Readonly<Record<string, string>>): string {
  return createHash('sha256').update(JSON.stringify(sources)).digest('hex');
}

function text(properties: Record<string, unknown>, name: string): string {
  const value = properties[name];
  if (typeof value !== 'string' || value === '') throw new Error(`${name} must be a string.`);
  return value;
}
