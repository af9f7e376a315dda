// Lists of Lambda: of fifty at most, and the place to go on as a marker.
import * as z from 'zod';
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';

/** The members that every list takes. */
export const Paging = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
};

const MOST_ITEMS = 50;

/** One page; `NextMarker` is null on the last. Throws InvalidParameterValueException for a marker of nowhere. */
export function listPage<Item>(
  items: readonly Item[],
  { Marker, MaxItems = MOST_ITEMS }: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: Item[]; NextMarker: string | null } {
  const page = pageOf(items, {
    size: Math.min(MaxItems, MOST_ITEMS),
    token: Marker,
    refusal: () =>
      new ServiceError('InvalidParameterValueException', 'Invalid marker', 400, { Type: 'User' }),
  });
  return { items: page.items, NextMarker: page.next ?? null };
}
