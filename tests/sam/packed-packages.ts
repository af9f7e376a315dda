// The packages as npm would publish them, installed in an empty folder beside somebody else's application.

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOrThrow } from './command.ts';
import { ROOT } from './project.ts';

export interface Installed {
  folder: string;
  /** What npm said on the way. */
  said: string;
  remove(): Promise<void>;
}

/** npm and npx take the first Node they find, whichever that is. */
export const WITH_THIS_NODE: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}`,
};

/** All come with what their scripts would fetch or build; npm asks for the word. */
const MANIFEST = {
  private: true,
  allowScripts: { esbuild: false, 'classic-level': false, 'core-js': false },
};

const PACKAGES = ['states-language', 'laptop-cloud'];

/** Packs and installs; needs npm's registry for what the packages depend on. */
export async function installPacked(
  application: string,
  /** Packages beside the laptop cloud and its engine. */
  more: readonly string[] = [],
): Promise<Installed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'parcels-'));
  const before = await treeState();
  const packs = [...PACKAGES, ...more].flatMap((name) => ['--workspace', name]);
  const packed = await runOrThrow('npm', ['pack', '--json', ...packs, '--pack-destination', folder], {
    cwd: ROOT,
    env: WITH_THIS_NODE,
  });
  const after = await treeState();
  if (after !== before) throw new Error(`npm pack has changed the work tree:\n${after}`);
  const files = (JSON.parse(packed.stdout.slice(packed.stdout.indexOf('['))) as { filename: string }[]).map(
    ({ filename }) => `./${filename}`,
  );
  await cp(application, folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), `${JSON.stringify(MANIFEST)}\n`);
  const { output } = await runOrThrow('npm', ['install', '--no-audit', '--no-fund', ...files], {
    cwd: folder,
    env: WITH_THIS_NODE,
  });
  return { folder, said: output, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function treeState(): Promise<string> {
  return (await runOrThrow('git', ['status', '--porcelain', 'packages'], { cwd: ROOT })).stdout;
}
