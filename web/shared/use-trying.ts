// Whatever somebody does with the API, and what went wrong with it: the one place where screens learn of that.

import { useCallback, useState } from 'preact/hooks';
import { type ApiProblem, problemOf } from './api.ts';

export interface Trying {
  /** What went wrong the last time; undefined when nothing did. */
  problem: ApiProblem | undefined;
  setProblem(problem: ApiProblem | undefined): void;
  /** Whether it went well. */
  trying(run: () => Promise<unknown>): Promise<boolean>;
}

export function useTrying(): Trying {
  const [problem, setProblem] = useState<ApiProblem>();
  const trying = useCallback(async (run: () => Promise<unknown>) => {
    try {
      await run();
      setProblem(undefined);
      return true;
    } catch (error) {
      setProblem(problemOf(error));
      return false;
    }
  }, []);
  return { problem, setProblem, trying };
}
