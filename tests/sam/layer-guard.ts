// The layers' Makefile does not believe an npm that installed for another processor, or nothing.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from './project.ts';

interface Case {
  layer: 'SharpArm64Layer' | 'SharpX64Layer';
  /** What npm puts into the folder: the processor in the name, and the one in the binary. */
  installs: { name: string; machine: number } | null;
  isRight: boolean;
}

const CASES: Case[] = [
  { layer: 'SharpX64Layer', installs: { name: 'x64', machine: 62 }, isRight: true },
  { layer: 'SharpArm64Layer', installs: { name: 'arm64', machine: 183 }, isRight: true },
  { layer: 'SharpArm64Layer', installs: { name: 'x64', machine: 62 }, isRight: false },
  { layer: 'SharpArm64Layer', installs: { name: 'arm64', machine: 62 }, isRight: false },
  { layer: 'SharpX64Layer', installs: null, isRight: false },
];

/** Builds each layer with an npm that does what the case says; each difference is one problem. */
export async function checkLayerGuard(): Promise<string[]> {
  return CASES.flatMap((each) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'layer-guard-'));
    try {
      return build(folder, each);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function build(folder: string, { layer, installs, isRight }: Case): string[] {
  writeFileSync(path.join(folder, 'npm'), installs ? installing(installs) : '#!/bin/sh\n');
  chmodSync(path.join(folder, 'npm'), 0o755);
  const artifacts = path.join(folder, 'artifacts');
  mkdirSync(artifacts);
  const { status, stderr } = spawnSync('make', [`build-${layer}`, `ARTIFACTS_DIR=${artifacts}`], {
    cwd: path.join(ROOT, 'layers/sharp'),
    env: { ...process.env, PATH: `${folder}${path.delimiter}${process.env['PATH']}` },
    encoding: 'utf8',
  });
  const name = `${layer} with ${installs ? `${installs.name} (${installs.machine})` : 'nothing'} installed`;
  console.log(`  ${name}: ${status === 0 ? 'built' : 'refused'}`);
  if ((status === 0) !== isRight) return [`${name} was ${isRight ? 'refused' : 'built'}: ${stderr}`];
  return isRight || /did not install/.test(stderr) ? [] : [`${name}: make does not say why`];
}

/** An npm of a few lines: binaries of twenty bytes, as long as what the check reads. */
function installing({ name, machine }: { name: string; machine: number }): string {
  const octal = machine.toString(8).padStart(3, '0');
  const lines = ['sharp', 'sharp-libvips'].flatMap((part) => {
    const lib = `node_modules/@img/${part}-linux-${name}/lib`;
    const file = part === 'sharp' ? 'sharp.node' : 'libvips-cpp.so.1';
    return [
      `mkdir -p ${lib}`,
      `printf '\\177ELF\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\${octal}\\0' > ${lib}/${file}`,
    ];
  });
  return ['#!/bin/sh', 'test "$1" = ci || exit 0', ...lines, ''].join('\n');
}
