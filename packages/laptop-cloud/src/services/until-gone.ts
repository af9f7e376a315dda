// For what is handed to one alone who waits for it: who has stopped waiting must not take what comes later.
import type { ServiceRequest } from './service.ts';

/** Aborts when the caller is there no more; also once it has its answer. */
export function untilGone({ whenGone }: Pick<ServiceRequest, 'whenGone'>): AbortSignal {
  const gone = new AbortController();
  whenGone?.(() => gone.abort());
  return gone.signal;
}
