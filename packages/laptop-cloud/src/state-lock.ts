// The file in a state folder that says which process uses it: a record that other processes can check and work with.

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { replaceFileSoon } from './atomic-file.ts';
import type { Resource, StackContext } from './stack/resource.ts';

/** What others need to work with a cloud that runs: the rest they ask by the AWS APIs at its endpoint. */
export interface RunningCloud {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  context: StackContext;
  outputs: Readonly<Record<string, string>>;
  /** `host:port` where trace segments are received. */
  xrayAddress: string;
  /** Functions and layers as the template describes them, everything resolved. */
  functions: readonly Resource[];
}

export interface LockRecord {
  pid: number;
  /** Tells this start of the cloud from every other process that may get its pid or port. */
  id: string;
  /** Of a command that ends by itself: nobody else should rely on it. */
  isPrivate?: boolean;
  /** Once it can be used. */
  cloud?: RunningCloud;
}

export interface Lock {
  id: string;
  announce(cloud: RunningCloud): void;
  release(): void;
}

const FILE = 'lock';

/** How long a cloud may take between taking the lock and answering, and between its last answer and giving the lock back. */
const GRACE_MS = 5000;
/** A record without an endpoint that is older was left behind: its pid is somebody else's by now. */
const LONGEST_START_MS = 60_000;
const POLL_MS = 100;
const ANSWER_MS = 2000;

/** Locks of this very process. */
const held = new Set<string>();

/** Takes the lock of a folder that has no living owner, or gives the owner. */
export async function takeLock(folder: string, isPrivate: boolean): Promise<Lock | { owner: LockRecord }> {
  const file = path.join(folder, FILE);
  const record: LockRecord = {
    pid: process.pid,
    id: randomBytes(8).toString('hex'),
    ...(isPrivate ? { isPrivate } : {}),
  };
  for (;;) {
    const { owner, left } = await judge(folder);
    if (owner) return { owner };
    if ((left === undefined || takeAway(file, left, record.id)) && putThere(file, record)) break;
  }
  held.add(record.id);
  return {
    id: record.id,
    announce: (cloud) => replaceFileSoon(file, JSON.stringify({ ...record, cloud })),
    release: () => {
      held.delete(record.id);
      if (readLock(file)?.id === record.id) rmSync(file, { force: true });
    },
  };
}

/**
 * The process that uses a folder. A lock that a process left which was killed counts for nothing, also when another
 * process has its pid by now: the cloud at the recorded endpoint has to answer with the recorded id.
 */
export async function lockOwner(folder: string): Promise<LockRecord | undefined> {
  return (await judge(folder)).owner;
}

/** The owner, or the record of one that is no more, if there is any. */
async function judge(folder: string): Promise<{ owner?: LockRecord; left?: LockRecord }> {
  const file = path.join(folder, FILE);
  const until = performance.now() + GRACE_MS;
  for (;;) {
    const record = readLock(file);
    if (!record) return {};
    if (record.pid === process.pid) return held.has(record.id) ? { owner: record } : { left: record };
    if (!isAlive(record.pid)) return { left: record };
    const isOver = performance.now() >= until;
    if (record.cloud) {
      const answer = await ask(record.cloud.endpoint, record.id);
      // Silent, but listening: stopped at a breakpoint, or very busy.
      if (answer !== 'foreign') return { owner: record };
      if (isOver) return { left: record };
    } else if (isOver) {
      return Date.now() - changedMs(file) < LONGEST_START_MS ? { owner: record } : { left: record };
    }
    await wait(POLL_MS);
  }
}

/**
 * Takes away what a process left that is no more; false when something else is there by now. Of several that start at once each
 * may take away what the first has just put there: it is put back.
 */
function takeAway(file: string, left: LockRecord, by: string): boolean {
  const aside = `${file}.${by}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const isIt = readLock(aside)?.id === left.id;
  if (!isIt) make(() => linkSync(aside, file));
  rmSync(aside, { force: true });
  return isIt;
}

/** Puts a record there, whole at once; false when one is there already. */
function putThere(file: string, record: LockRecord): boolean {
  const coming = `${file}.${record.id}`;
  writeFileSync(coming, JSON.stringify(record));
  try {
    return make(() => linkSync(coming, file));
  } catch {
    // Not every file system has links.
    return make(() => writeFileSync(file, JSON.stringify(record), { flag: 'wx' }));
  } finally {
    rmSync(coming, { force: true });
  }
}

/** Whether it was made; false when it is there already. */
function make(how: () => void): boolean {
  try {
    how();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

function readLock(file: string): LockRecord | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const value = JSON.parse(text) as Partial<LockRecord> | number;
    return typeof value === 'number' ? { pid: value, id: '' } : { pid: 0, id: '', ...value };
  } catch {
    // Torn by a crash: nobody's.
    return { pid: 0, id: '' };
  }
}

function changedMs(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the cloud with this id is behind an endpoint: each of its answers names it as the server. */
async function ask(endpoint: string, id: string): Promise<'itself' | 'silent' | 'foreign'> {
  try {
    const response = await fetch(endpoint, { signal: AbortSignal.timeout(ANSWER_MS) });
    return response.headers.get('server') === serverName(id) ? 'itself' : 'foreign';
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silent' : 'foreign';
  }
}

/** What the gateway of the cloud with this id calls itself. */
export function serverName(id: string): string {
  return `laptop-cloud/${id}`;
}
