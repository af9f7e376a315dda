// Parallel: all branches on the same input; the result is their outputs in order.
import { type Language, type Source, then } from '../fields.ts';
import { runFlow } from '../flow.ts';
import type { ResumedBranches, ResumePoint } from '../host.ts';
import { compileRecovery, withRecovery } from '../retry.ts';
import { Scope } from '../scope.ts';
import { compileShape } from '../shape.ts';
import type { Flow, Graph, State, StateExecution } from '../state-execution.ts';

export function compileParallel(
  name: string,
  source: Source,
  language: Language,
  branches: readonly Graph[],
): State {
  const shape = compileShape(source, language);
  const recovery = compileRecovery(source, language, { failedEvent: 'ParallelStateFailed' });
  return {
    name,
    type: 'Parallel',
    graphs: branches,
    run: (visit) =>
      withRecovery(visit, recovery, (attempted) =>
        then(shape.prepare(attempted), async (input) => {
          const results = await (attempted.test?.perform?.() ?? runBranches(attempted, branches, input));
          return shape.finish(attempted, results);
        }),
      ),
  };
}

async function runBranches(
  visit: StateExecution,
  branches: readonly Graph[],
  input: unknown,
): Promise<unknown[]> {
  const resumed = visit.takeResume()?.branches;
  if (!resumed) visit.record('ParallelStateStarted');
  const size = { count: branches.length, limit: branches.length };
  const results = await runConcurrently(visit, size, resumed, async (flow, at, resume) => {
    const output = await runFlow(flow, branches[at]!, input, resume);
    return { output, lastEventId: flow.previousEventId };
  });
  visit.recordAside('ParallelStateSucceeded');
  return results;
}

/** How a sequence has ended, and the event that the one which takes its place follows. */
interface Ended {
  output: unknown;
  lastEventId: number;
}

/**
 * Runs `count` sequences of states, at most `limit` at a time, each on a branch of the history that starts
 * here or, as on AWS, where the sequence ended whose place it takes. The first that fails cancels the others, and is
 * what this rejects with once all have ended. What a redriven execution has behind it is not run again.
 */
export async function runConcurrently(
  visit: StateExecution,
  { count, limit }: { count: number; limit: number },
  resumed: ResumedBranches | undefined,
  start: (flow: Flow, at: number, resume: ResumePoint | undefined) => Promise<Ended>,
  mapItem?: (at: number) => Flow['mapItem'],
): Promise<unknown[]> {
  const { flow } = visit;
  const scope = new Scope(flow.scope);
  const origin = resumed?.startedEventId ?? flow.previousEventId;
  const results: unknown[] = new Array(count);
  let next = 0;
  let failure: { error: unknown } | undefined;
  const work = async (): Promise<void> => {
    let before = origin;
    while (next < count && !scope.reason) {
      const at = next++;
      if (resumed?.ended.has(at)) {
        results[at] = resumed.ended.get(at);
        continue;
      }
      const resume = resumed?.open.get(at);
      const branch: Flow = {
        run: flow.run,
        scope: new Scope(scope),
        previousEventId: resume?.lastEventId ?? before,
        variables: resume?.variables ?? flow.variables,
        mapItem: mapItem ? mapItem(at) : flow.mapItem,
        isNested: true,
      };
      try {
        const { output, lastEventId } = await start(branch, at, resume);
        results[at] = output;
        before = lastEventId;
        flow.previousEventId = branch.previousEventId;
      } catch (error) {
        if (!failure) {
          failure = { error };
          flow.previousEventId = branch.previousEventId;
        }
        scope.cancel();
      } finally {
        branch.scope.close();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, work));
  scope.close();
  if (flow.scope.reason) throw flow.scope.reason;
  if (failure) throw failure.error;
  return results;
}
