// The execution environments of all functions: a pool for each, and the host their threads run in.
import { url as inspectorUrl } from 'node:inspector';
import { childProcessHost } from './child-process-host.ts';
import { type Instance, startInstance } from './instance.ts';
import type { Runner } from './invocation.ts';
import type { InvocationLog } from './invocation-log.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { ThreadPlan } from './messages.ts';
import { type Bounds, Places } from './places.ts';
import { createPool, type Pool } from './pool.ts';
import { inProcessHost, type ThreadHost } from './thread.ts';

export interface EnvironmentsOptions {
  /**
   * While this holds, timeouts are not enforced and threads start in this process, so that one debugger sees all.
   * Default: whether an inspector is open in this process.
   */
  isDebugged?: () => boolean;
  /** Most environments of one function without reserved concurrency; more invocations wait. Default 8. */
  concurrency?: number;
  /** Milliseconds after which an unused environment ends. Default two minutes. */
  idleMs?: number;
}

/** Everything that is fixed before the handler starts. */
export interface Prepared {
  /** Made for each environment that starts: most invocations find one that is there. */
  planOf(): ThreadPlan;
  /** Of the bundle. */
  version: string;
  /** A package that neither bundle, layer nor runtime brings. */
  missing: string | undefined;
}

export interface Environments {
  /** Most invocations at once of a function without reserved concurrency; more wait. */
  concurrency: number;
  /** Runs invocations of a function, each in an environment of its own while it lasts. */
  runner(lambdaFunction: LambdaFunction, prepared: Prepared): Runner;
  /**
   * Has an environment ready before it is asked for; resolves when its handler is loaded, or failed to load. Those that
   * somebody waits for come first.
   */
  prewarm(lambdaFunction: LambdaFunction, prepared: Prepared): Promise<void>;
  close(): Promise<void>;
}

/** An execution environment, and where its output goes. */
interface Environment {
  instance: Instance;
  /** Takes over what is written from now on, and what was written before anybody listened. */
  logTo(log: InvocationLog): void;
  hasExited(): boolean;
  stop(): Promise<void>;
}

/** So long after an environment was started it is looked for functions that have rested for so long. */
const SURPLUS_AFTER_MS = 1200;
const SURPLUS_REST_MS = 1000;
/** Characters that are kept of what a function writes while it loads and nobody has called it yet. */
const MOST_EARLY = 2 ** 20;

export function createEnvironments({
  concurrency = 8,
  idleMs = 120_000,
  isDebugged = () => inspectorUrl() !== undefined,
}: EnvironmentsOptions): Environments {
  const hosts = { inProcess: inProcessHost(), childProcess: childProcessHost() };
  const pools = new Map<string, Pool<Environment>>();
  const places = new Map<string, Places>();
  /** What somebody waits for: the handlers of environments that load. */
  const awaited = new Set<Promise<number>>();
  let isClosed = false;
  let isRoomMade = false;

  /** Of each function, for all of its versions. */
  const placesOf = ({ logicalId, reservedConcurrency }: LambdaFunction): Places => {
    const bounds: Bounds =
      reservedConcurrency === undefined
        ? { limit: concurrency, whenFull: 'wait' }
        : { limit: reservedConcurrency, whenFull: 'refuse' };
    const known = places.get(logicalId) ?? new Places(bounds);
    places.set(logicalId, known);
    known.bound(bounds);
    return known;
  };
  const poolOf = (lambdaFunction: LambdaFunction): Pool<Environment> => {
    const key = `${lambdaFunction.logicalId}:${lambdaFunction.version}`;
    const own = placesOf(lambdaFunction);
    const pool = pools.get(key) ?? createPool<Environment>({ places: own, idleMs });
    pools.set(key, pool);
    return pool;
  };
  /** A debugger that opens or goes makes the environments outdated, as a change of the sources does. */
  const wanted = ({ planOf, version }: Prepared): { version: string; start: () => Environment } => {
    const host = isDebugged() ? 'inProcess' : 'childProcess';
    const start = () => {
      makeRoom();
      return startEnvironment(planOf(), hosts[host], isDebugged);
    };
    return { version: `${host} ${version}`, start };
  };

  /** When work has moved on to another function, the many that the one before needed only hold memory. */
  const makeRoom = (): void => {
    if (isRoomMade) return;
    isRoomMade = true;
    const later = setTimeout(() => {
      isRoomMade = false;
      for (const pool of pools.values()) pool.endSurplus(SURPLUS_REST_MS);
    }, SURPLUS_AFTER_MS);
    later.unref();
  };

  return {
    concurrency,
    runner: (lambdaFunction, prepared) => async (message, log, signal) => {
      const { version, start } = wanted(prepared);
      const lease = await poolOf(lambdaFunction).acquire(version, start, signal);
      const { instance, logTo } = lease.member;
      logTo(log);
      const isCold = !instance.isReady();
      if (isCold) awaited.add(instance.ready);
      const initDurationMs = await instance.ready;
      awaited.delete(instance.ready);
      const startedAt = performance.now();
      const reply = await instance.invoke(message, lambdaFunction.timeoutMs);
      const durationMs = performance.now() - startedAt;
      // The end of a spent thread is not waited for: the answer is known.
      if (reply.isSpent) void lease.discard();
      else lease.release();
      return isCold ? { reply, durationMs, initDurationMs } : { reply, durationMs };
    },
    prewarm: async (lambdaFunction, prepared) => {
      while (awaited.size > 0) await Promise.all(awaited);
      if (isClosed) return;
      const { version, start } = wanted(prepared);
      let prewarmed: Environment | undefined;
      poolOf(lambdaFunction).prewarm(version, () => {
        prewarmed = start();
        return prewarmed;
      });
      await prewarmed?.instance.ready;
    },
    close: async () => {
      isClosed = true;
      // Together: the end of the process is the end of its threads, and faster than one by one.
      const closing = [...pools.values(), hosts.inProcess, hosts.childProcess];
      await Promise.all(closing.map((each) => each.close()));
    },
  };
}

function startEnvironment(plan: ThreadPlan, host: ThreadHost, isDebugged: () => boolean): Environment {
  let current: InvocationLog | undefined;
  let early = '';
  const instance = startInstance(
    {
      plan,
      host,
      onOutput: (text) => {
        if (current) current.write(text);
        else if (early.length < MOST_EARLY) early += text;
      },
    },
    { isEnforced: () => !isDebugged() },
  );
  return {
    instance,
    logTo: (log) => {
      current = log;
      if (early !== '') log.write(early);
      early = '';
    },
    hasExited: instance.hasExited,
    stop: instance.stop,
  };
}
