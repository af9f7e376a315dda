// Opens a photo. A page that is loaded again gives its photo back as any page does that goes away: what it held it takes again.

import { type Api, problemOf } from '../shared/api.ts';
import { pathOf, type Ticket } from './review-api.ts';

const HELD = 'held';

/** For as long as this tab holds the photo; the returned function ends that. */
export function rememberHeld(storage: Pick<Storage, 'setItem' | 'removeItem'>, photoId: string): () => void {
  storage.setItem(HELD, photoId);
  return () => storage.removeItem(HELD);
}

/** Rejects with ApiProblem. */
export async function openTicket(
  api: Api,
  photoId: string,
  storage: Pick<Storage, 'getItem'>,
): Promise<Ticket | undefined> {
  if (storage.getItem(HELD) === photoId) {
    try {
      return (await api.put<Ticket>(pathOf(photoId, '/claim'), { body: {} })).body;
    } catch (error) {
      // Somebody else was faster, or it is over: it is only looked at.
      problemOf(error);
    }
  }
  return (await api.get<Ticket>(pathOf(photoId))).body;
}
