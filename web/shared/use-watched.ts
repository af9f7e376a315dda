// Something of the API that a screen shows and keeps up with, for as long as the screen is there.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ApiProblem, Ask, Reply } from './api.ts';
import { browserClock } from './browser-clock.ts';
import { type Watcher, watch } from './watch.ts';

export interface Watched<State> {
  value: State | undefined;
  problem: ApiProblem | undefined;
  /** Asks now, as something was just done about it. */
  again(): void;
}

/** `load` must be the same function for as long as the same is meant. */
export function useWatched<State>(load: (ask: Ask) => Promise<Reply<State>>): Watched<State> {
  const [value, setValue] = useState<State>();
  const [problem, setProblem] = useState<ApiProblem>();
  const watcher = useRef<Watcher | undefined>(undefined);
  useEffect(() => {
    const mine = watch(load, browserClock, {
      onState(state) {
        setValue(() => state);
        setProblem(undefined);
      },
      onProblem: setProblem,
    });
    watcher.current = mine;
    return () => mine.stop();
  }, [load]);
  return { value, problem, again: () => watcher.current?.again() };
}
