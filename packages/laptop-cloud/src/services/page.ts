// Lists in pages, for the services that give tokens.
import type { ServiceError } from './service.ts';

export interface PageRequest {
  size: number;
  /** What the last page gave as `next`; the first page has none. */
  token: string | undefined;
  /** The service's own word for a token that is none of these. */
  refusal: () => ServiceError;
}

/** An array, or what is read piece by piece. */
export interface Sliceable<Item> {
  readonly length: number;
  slice(start: number, end: number): Item[];
}

/** One page of a list. Tokens are opaque to callers: the place to go on, in base64. Throws the refusal. */
export function pageOf<Item>(
  items: Sliceable<Item>,
  { size, token, refusal }: PageRequest,
): { items: Item[]; next?: string } {
  const start = token === undefined ? 0 : placeIn(token);
  if (start === undefined || start > items.length) throw refusal();
  const end = start + size;
  const page = items.slice(start, end);
  return end < items.length
    ? { items: page, next: Buffer.from(`from:${end}`).toString('base64') }
    : { items: page };
}

function placeIn(token: string): number | undefined {
  const [, place] = /^from:(\d+)$/.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  return place === undefined ? undefined : Number(place);
}
