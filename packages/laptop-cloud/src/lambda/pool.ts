// The environments of one function: a free one is used again, a new one starts when all are busy, idle ones end after a while.
import type { Places } from './places.ts';

export interface Member {
  /** Whether it came to its end by itself and cannot be used again. */
  hasExited(): boolean;
  stop(): Promise<void>;
}

export interface PoolOptions {
  /** Those that environments work in; other pools may have the same ones. */
  places: Places;
  /** Milliseconds after which an unused environment ends. */
  idleMs: number;
}

export interface Pool<T extends Member> {
  /**
   * Borrows an environment of this version, or starts one. Give it back with `release`, or `discard` it.
   * Throws as taking a place does.
   */
  acquire(version: string, start: () => T, signal?: AbortSignal): Promise<Lease<T>>;
  /** Starts an environment ahead of its first use, unless there is one of this version, or no place for it. */
  prewarm(version: string, start: () => T): void;
  /** Ends all environments but the one used last, if none has worked for so many milliseconds. */
  endSurplus(restedMs: number): void;
  /** Environments at work and at rest. */
  size(): number;
  close(): Promise<void>;
}

export interface Lease<T> {
  member: T;
  /** Whether the environment was started for this lease. */
  isNew: boolean;
  release(): void;
  discard(): Promise<void>;
}

interface Resting<T> {
  member: T;
  version: string;
  sinceMs: number;
}

export function createPool<T extends Member>({ places, idleMs }: PoolOptions): Pool<T> {
  let resting: Resting<T>[] = [];
  const working = new Set<T>();

  const end = async (rest: Resting<T>): Promise<void> => {
    resting = resting.filter((other) => other !== rest);
    await rest.member.stop();
  };
  /** One for all that rest: with one for each, every invocation would set a timer and take it back. */
  let timer: NodeJS.Timeout | undefined;
  const endIdle = (): void => {
    timer = undefined;
    const now = performance.now();
    for (const rest of resting) if (now - rest.sinceMs >= idleMs) void end(rest);
    lookLater();
  };
  const lookLater = (): void => {
    const [oldest] = resting;
    if (!oldest || timer) return;
    timer = setTimeout(endIdle, Math.max(1, oldest.sinceMs + idleMs - performance.now())).unref();
  };
  const rest = (member: T, version: string): void => {
    resting.push({ member, version, sinceMs: performance.now() });
    lookLater();
  };

  return {
    acquire: async (version, start, signal) => {
      await places.take(signal);
      for (const other of resting) if (other.version !== version || other.member.hasExited()) void end(other);
      // The one used last is the warmest.
      const free = resting.pop();
      let member: T;
      try {
        member = free?.member ?? start();
      } catch (error) {
        places.free();
        throw error;
      }
      working.add(member);
      return {
        member,
        isNew: !free,
        release: () => {
          working.delete(member);
          rest(member, version);
          places.free();
        },
        discard: async () => {
          working.delete(member);
          places.free();
          await member.stop();
        },
      };
    },
    prewarm: (version, start) => {
      const isThere = working.size > 0 || resting.some((rest) => rest.version === version);
      if (!isThere && places.areFree()) rest(start(), version);
    },
    endSurplus: (restedMs) => {
      const last = resting.at(-1);
      if (!last || working.size > 0 || performance.now() - last.sinceMs < restedMs) return;
      for (const rest of resting.slice(0, -1)) void end(rest);
    },
    size: () => working.size + resting.length,
    close: async () => {
      places.close();
      clearTimeout(timer);
      const all = [...resting.map(({ member }) => member), ...working];
      resting = [];
      await Promise.all(all.map((member) => member.stop()));
    },
  };
}
