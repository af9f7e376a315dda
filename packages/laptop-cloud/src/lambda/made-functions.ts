// Functions that were made by the API, beside those of the template. Their code lies in the state folder; they survive a restart.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from '../arns.ts';
import { loadJson, saveJson } from '../json-list.ts';
import { type LambdaFunction, lambdaFunctionOf } from './lambda-function.ts';
import { LAMBDA_BOUNDS, unzip } from './unzip.ts';

/** What is kept of one. */
interface MadeRecord {
  name: string;
  /** As CloudFormation names them. */
  properties: Record<string, unknown>;
  description: string;
  tags: Record<string, string>;
  code: MadeCode;
  /** Missing in what an older laptop cloud has made. */
  revision?: string;
  /** When code or configuration last changed; missing in what an older laptop cloud has made. */
  modifiedMs?: number;
}

interface MadeCode {
  /** Below the folder of all code. */
  folder: string;
  /** In base64. */
  sha256: string;
  /** Of the archive. */
  bytes: number;
  modifiedMs: number;
}

export interface MadeFunction extends LambdaFunction {
  made: Pick<MadeRecord, 'properties' | 'description' | 'tags' | 'code'>;
}

/** Whether the API has made it. */
export function isMade(lambdaFunction: LambdaFunction): lambdaFunction is MadeFunction {
  return 'made' in lambdaFunction;
}

export interface NewFunction extends Pick<MadeRecord, 'name' | 'properties' | 'description' | 'tags'> {
  archive: Buffer;
}

export interface MadeFunctions {
  all(): MadeFunction[];
  named(name: string): MadeFunction | undefined;
  /** Throws ZipError, or an Error that names the property whose value cannot be honoured. */
  create(made: NewFunction): Promise<MadeFunction>;
  /** Replaces the code; undefined where the function is gone by then. Throws ZipError. */
  updateCode(name: string, archive: Buffer): Promise<MadeFunction | undefined>;
  /** Changes these properties, or the description; undefined where there is no such function. Throws as `create` does. */
  configure(
    name: string,
    changes: Partial<Pick<MadeRecord, 'properties' | 'description'>>,
  ): MadeFunction | undefined;
  /** Has it carry these tags and no others. */
  tag(name: string, tags: Record<string, string>): void;
  /** Gives it another revision: something else of it has changed. */
  touch(name: string): void;
  remove(name: string): void;
  /** Where the code of one lies, also of one that has other code since. */
  folderOf(made: Pick<MadeFunction, 'made'>): string;
  /** The archive that was unpacked into a folder of this name; an older laptop cloud has kept none. */
  archiveFile(folder: string): string;
}

export interface MadeFunctionsOptions {
  account: Account;
  /** Where they are kept; `buildFolder` has their code without it, for as long as the process lives. */
  folder: string | undefined;
  buildFolder: string;
  baseDir: string;
  /** What was published of them, whose code stays. */
  published: readonly LambdaFunction[];
}

export function createMadeFunctions(options: MadeFunctionsOptions): MadeFunctions {
  const { folder, buildFolder } = options;
  const file = folder === undefined ? null : join(folder, 'made.json');
  const codeFolder = join(folder ?? buildFolder, folder === undefined ? '.made' : 'code');
  const records = new Map((loadJson(file) as MadeRecord[]).map((record) => [record.name, record]));
  const functions = new Map<string, MadeFunction>();
  const save = () => saveJson(file, [...records.values()]);

  /** It runs here, or is refused with the reason. */
  function checked(made: Omit<MadeRecord, 'code'>): void {
    const { refusal } = functionOf({ ...made, code: NO_CODE }, options.baseDir, options);
    // Unlike one of a template, which is of use beside others, it would be of none.
    if (refusal !== undefined) throw new Error(`The function cannot be made here: ${refusal}`);
  }

  function change(record: MadeRecord): MadeFunction {
    const found = put({ ...record, revision: randomUUID() });
    save();
    return found;
  }

  /** Another time each time, whatever the clock says: environments of the one before end. */
  function modified(record: Omit<MadeRecord, 'modifiedMs'> & Pick<Partial<MadeRecord>, 'modifiedMs'>) {
    return change({ ...record, modifiedMs: Math.max(Date.now(), (record.modifiedMs ?? 0) + 1) });
  }

  function put(record: MadeRecord): MadeFunction {
    const found = functionOf(record, join(codeFolder, record.code.folder), options);
    records.set(record.name, record);
    functions.set(record.name, found);
    return found;
  }

  const published = options.published.filter(isMade).map(({ made }) => made);
  if (existsSync(codeFolder)) removeOldCode(codeFolder, [...records.values(), ...published]);
  for (const record of records.values()) if (existsSync(join(codeFolder, record.code.folder))) put(record);

  return {
    all: () => [...functions.values()],
    named: (name) => functions.get(name),
    async create({ archive, ...made }) {
      checked(made);
      return modified({ ...made, code: await unpacked(archive, made.name, codeFolder) });
    },
    async updateCode(name, archive) {
      const code = await unpacked(archive, name, codeFolder);
      const record = records.get(name);
      // The code before may still run, or be a version's; the next start removes what is neither.
      return record && modified({ ...record, code });
    },
    configure(name, { properties, description }) {
      const record = records.get(name);
      if (!record) return undefined;
      const changed = {
        ...record,
        properties: { ...record.properties, ...properties },
        description: description ?? record.description,
      };
      checked(changed);
      return modified(changed);
    },
    tag(name, tags) {
      const record = records.get(name);
      if (record) change({ ...record, tags });
    },
    touch(name) {
      const record = records.get(name);
      if (record) change(record);
    },
    folderOf: ({ made }) => join(codeFolder, made.code.folder),
    archiveFile: (name) => join(codeFolder, `${name}${ARCHIVE}`),
    remove(name) {
      records.delete(name);
      functions.delete(name);
      save();
    },
  };
}

const ARCHIVE = '.zip';
const NO_CODE: MadeCode = { folder: '', sha256: '', bytes: 0, modifiedMs: 0 };

/** A logical id has no dot, and no function's name does, so that it is nobody else's. */
function functionOf(
  { name, properties, description, tags, code, revision, modifiedMs = code.modifiedMs }: MadeRecord,
  folder: string,
  { account, baseDir, buildFolder }: MadeFunctionsOptions,
): MadeFunction {
  const resource = {
    logicalId: `made.${name}`,
    physicalName: name,
    properties: { ...properties, Code: folder },
    metadata: {},
  };
  return {
    ...lambdaFunctionOf(resource, account, { baseDir, inlineFolder: buildFolder }),
    ...(revision === undefined ? {} : { revision }),
    modifiedMs,
    made: { properties, description, tags, code },
  };
}

async function unpacked(archive: Buffer, name: string, codeFolder: string): Promise<MadeCode> {
  const sha256 = createHash('sha256').update(archive).digest('base64');
  const folder = `${name}.${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  mkdirSync(codeFolder, { recursive: true });
  // Without a type, as in Lambda: the code itself tells whether it is a module, whatever the project around the state folder is.
  // At once, as other functions are being loaded beside it.
  const manifest = join(codeFolder, `.${folder}.json`);
  await writeFile(manifest, '{}\n');
  await rename(manifest, join(codeFolder, 'package.json'));
  const coming = join(codeFolder, `.${folder}`);
  mkdirSync(coming);
  try {
    await unzip(archive, coming, LAMBDA_BOUNDS);
    await writeFile(join(codeFolder, `${folder}${ARCHIVE}`), archive);
    await rename(coming, join(codeFolder, folder));
  } catch (error) {
    await rm(coming, { recursive: true, force: true });
    await rm(join(codeFolder, `${folder}${ARCHIVE}`), { force: true });
    throw error;
  }
  return { folder, sha256, bytes: archive.length, modifiedMs: Date.now() };
}

/** Of functions and versions that are gone, of code that was replaced, and what a process that was killed has left half-written. */
function removeOldCode(codeFolder: string, records: readonly Pick<MadeRecord, 'code'>[]): void {
  const folders = records.map(({ code }) => code.folder);
  const kept = new Set(['package.json', ...folders, ...folders.map((folder) => folder + ARCHIVE)]);
  for (const name of readdirSync(codeFolder))
    if (!kept.has(name)) rmSync(join(codeFolder, name), { recursive: true, force: true });
}
