// What a process and all that it started take, from /proc: Linux only.

import { readdirSync, readFileSync } from 'node:fs';

/** User and system time of the tree so far. What has ended is not in it. */
export function cpuSeconds(root: number): number {
  const ticks = tree(root).map((pid) => {
    const [, rest = ''] = read(`/proc/${pid}/stat`).split(') ');
    const fields = rest.split(' ');
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  });
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

/** Files that are mapped, such as the laptop's tables, are the system's to keep or to drop, and not counted. */
export function residentMebibytes(root: number): number {
  return Math.round(tree(root).reduce((sum, pid) => sum + kibibytesOf(pid), 0) / 1024);
}

/** Of each process of the tree, the parent first. */
export function mebibytesOfEach(root: number): number[] {
  return tree(root).map((pid) => Math.round(kibibytesOf(pid) / 1024));
}

function kibibytesOf(pid: number): number {
  return Number(/RssAnon:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function tree(root: number): number[] {
  const children = threadsOf(root).flatMap((thread) =>
    read(`/proc/${root}/task/${thread}/children`)
      .split(' ')
      .filter((pid) => pid.trim() !== '')
      .map(Number),
  );
  return [root, ...children.flatMap(tree)];
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** Empty for a process that has gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
