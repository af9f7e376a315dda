// Something that is fetched, what went wrong, and fetching it again.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiProblem } from '../shared/api.ts';

export interface Loaded<Value> {
  value: Value | undefined;
  problem: ApiProblem | undefined;
  reload(): Promise<void>;
}

/** `load` must be the same function for as long as the same is meant. Gives undefined for what has not changed. */
export function useLoad<Value>(load: () => Promise<Value | undefined>): Loaded<Value> {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<ApiProblem>();
  const reload = useCallback(async () => {
    try {
      const loaded = await load();
      if (loaded !== undefined) setValue(() => loaded);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setProblem(error);
    }
  }, [load]);
  useEffect(() => {
    void reload();
  }, [reload]);
  return { value, problem, reload };
}
