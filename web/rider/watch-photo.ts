// Waits for the answer to a photo, and not for ever: after ten minutes a message will come.

import type { Api } from '../shared/api.ts';
import { type Clock, type Watcher, type Watching, watch } from '../shared/watch.ts';
import type { PhotoState } from './rider-api.ts';

const LONGEST_MS = 10 * 60_000;

export function watchPhoto(api: Api, photoId: string, clock: Clock, watching: Watching<PhotoState>): Watcher {
  const path = `/v1/photos/${photoId}`;
  return watch((ask) => api.get<PhotoState>(path, ask), clock, watching, { longestMs: LONGEST_MS });
}
