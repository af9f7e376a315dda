// How many transitions a second an engine makes: rounds of all contenders in turn, so that all meet the same machine load.
import { median } from '../mark.ts';
import type { Engine } from './engines.ts';
import type { Machine } from './machines.ts';

export interface Workload {
  machine: Machine;
  input: unknown;
  /** Of one execution. */
  transitions: number;
  /** In each round. */
  executions: number;
}

const ROUNDS = 5;

/** Transitions a second of each contender, the median of five rounds after one to warm up. */
export async function pacesOf(contenders: readonly [Engine, Workload][]): Promise<number[]> {
  const runs = contenders.map(([engine, workload]) => ({ workload, run: engine(workload.machine) }));
  const paces: number[][] = contenders.map(() => []);
  for (let round = 0; round <= ROUNDS; round++)
    for (const [at, { run, workload }] of runs.entries()) {
      const seconds = await timed(run, workload);
      if (round > 0) paces[at]?.push((workload.transitions * workload.executions) / seconds);
    }
  return paces.map(median);
}

async function timed(run: ReturnType<Engine>, { input, executions }: Workload): Promise<number> {
  const start = performance.now();
  for (let at = 0; at < executions; at++) await run(input);
  return (performance.now() - start) / 1_000;
}
