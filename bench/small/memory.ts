// What a process and its children take of this machine's memory, and of its processors.

import { readdirSync, readFileSync } from 'node:fs';

/** Of the kernel's counters, on every Linux that Node runs on. */
const TICK_MS = 10;

/** Whether this system tells it. */
export function canTellMemory(): boolean {
  return process.platform === 'linux';
}

/** Megabytes (2^20 bytes) of a process and all below it: pages that several share are counted once, in parts. */
export function memoryMbOf(pid: number, isCounted: (command: string) => boolean = () => true): number {
  const counted = [pid, ...descendants(pid)].filter((each) => isCounted(commandOf(each)));
  return counted.reduce((sum, each) => sum + pssKb(each), 0) / 1024;
}

/** Milliseconds of processor time that a process has taken so far, all its threads together: the same on a busy machine. */
export function processorMsOf(pid: number): number {
  // Behind the name in brackets, which may hold anything: user and system time are the 12th and 13th field.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** What a process was started with, its words apart by a blank. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // Ended meanwhile.
    return '';
  }
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
