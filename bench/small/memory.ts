// What a process and its children take of this machine's memory.

import { readdirSync, readFileSync } from 'node:fs';

/** Whether this system tells it. */
export function canTellMemory(): boolean {
  return process.platform === 'linux';
}

/** Megabytes (2^20 bytes) of a process and all below it: pages that several share are counted once, in parts. */
export function memoryMbOf(pid: number): number {
  const bytes = [pid, ...descendants(pid)].reduce((sum, each) => sum + pssKb(each), 0);
  return bytes / 1024;
}

function pssKb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    // Ended meanwhile.
    return 0;
  }
}

function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each)))
    parents.set(Number(name), parentOf(name));
  const found: number[] = [];
  for (let wave = [pid]; wave.length > 0; ) {
    wave = [...parents].filter(([, parent]) => wave.includes(parent)).map(([child]) => child);
    found.push(...wave);
  }
  return found;
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
