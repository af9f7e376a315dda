// Lists in pages, for the services that give tokens.
import type { ServiceError } from './service.ts';

export interface PageRequest<Item> {
  size: number;
  /** What the last page gave as `next`; the first page has none. */
  token: string | undefined;
  /** The service's own word for a token that is none of these. */
  refusal: () => ServiceError;
  /** What tells an item from the others, for lists that lose some: who deletes what a page gave still gets all of the rest. */
  nameOf?: ((item: Item) => string) | undefined;
}

/** An array, or what is read piece by piece. */
export interface Sliceable<Item> {
  readonly length: number;
  slice(start: number, end: number): Item[];
}

/** One page of a list. Tokens are opaque to callers: the place to go on and who stood there, in base64. Throws the refusal. */
export function pageOf<Item>(
  items: Sliceable<Item>,
  { size, token, refusal, nameOf }: PageRequest<Item>,
): { items: Item[]; next?: string } {
  const start = token === undefined ? 0 : placeIn(items, token, nameOf);
  if (start === undefined) throw refusal();
  const end = start + size;
  const page = items.slice(start, end);
  if (end >= items.length) return { items: page };
  const following = nameOf ? items.slice(end, end + 1).map((item) => `:${nameOf(item)}`) : [];
  return { items: page, next: Buffer.from(`from:${end}${following.join('')}`).toString('base64') };
}

function placeIn<Item>(
  items: Sliceable<Item>,
  token: string,
  nameOf: PageRequest<Item>['nameOf'],
): number | undefined {
  const [, digits, name] =
    /^from:(\d+)(?::(.+))?$/s.exec(Buffer.from(token, 'base64').toString('utf8')) ?? [];
  if (digits === undefined) return undefined;
  const place = Number(digits);
  if (!nameOf || name === undefined) return place > items.length ? undefined : place;
  // Most lists are as they were.
  const [there] = items.slice(place, place + 1);
  if (there !== undefined && nameOf(there) === name) return place;
  const moved = items.slice(0, items.length).findIndex((item) => nameOf(item) === name);
  return moved === -1 ? Math.min(place, items.length) : moved;
}
