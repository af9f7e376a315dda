// The built layers hold sharp for the processor they are for, and for no other.

import { open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { layerModules, ROOT } from './project.ts';

/** ELF's numbers of machines (e_machine, at byte 18 of the header). */
const MACHINES = { x64: 62, arm64: 183 } as const;

/** Checks both sharp layers; each difference is one problem. */
export async function checkLayers(): Promise<string[]> {
  const problems: string[] = [];
  for (const cpu of ['arm64', 'x64'] as const) {
    const modules = layerModules(cpu);
    const entries = await readdir(modules, { recursive: true, withFileTypes: true });
    const files = entries.map((entry) => ({ entry, file: path.join(entry.parentPath, entry.name) }));
    for (const { entry, file } of files)
      if (entry.isSymbolicLink())
        problems.push(`${cpu} layer: ${file} is a link, which Lambda does not unpack`);
    const binaries = files.filter(({ file }) => /\.(node|so[.\d]*)$/.test(file));
    if (binaries.length < 2)
      problems.push(`${cpu} layer: sharp and libvips should be there, found ${binaries.length} binaries`);
    for (const { file } of binaries) {
      const machine = await machineOf(file);
      if (machine !== MACHINES[cpu]) problems.push(`${cpu} layer: ${file} is for machine ${machine}`);
    }
    const [ours, theirs] = [await versionOf(path.join(ROOT, 'node_modules')), await versionOf(modules)];
    if (ours !== theirs) problems.push(`${cpu} layer: sharp ${theirs}, but tests run with ${ours}`);
    console.log(`  sharp ${theirs} for ${cpu}: ${binaries.map(({ entry }) => entry.name).join(', ')}`);
  }
  return problems;
}

async function machineOf(file: string): Promise<number> {
  const handle = await open(file);
  try {
    const { buffer } = await handle.read(Buffer.alloc(20), 0, 20, 0);
    return buffer.toString('latin1', 1, 4) === 'ELF' ? buffer.readUInt16LE(18) : 0;
  } finally {
    await handle.close();
  }
}

async function versionOf(modules: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(modules, 'sharp/package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
