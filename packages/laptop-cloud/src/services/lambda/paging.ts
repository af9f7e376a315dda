// How the lists of the API come in pages.
import * as z from 'zod';
import { pageOf } from '../page.ts';
import { invalidParameter } from './invalid-parameter.ts';

export const Paging = {
  Marker: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).max(10_000).optional(),
};

/** One page, and the marker of the next: null at the end. Throws InvalidParameterValueException. */
export function page<Item>(
  items: readonly Item[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems?: number | undefined },
  nameOf: (item: Item) => string,
  largest = 50,
): { items: Item[]; NextMarker: string | null } {
  const { items: found, next = null } = pageOf(items, {
    size: Math.min(MaxItems ?? largest, largest),
    token: Marker,
    refusal: invalidMarker,
    nameOf,
  });
  return { items: found, NextMarker: next };
}

export const invalidMarker = () => invalidParameter('Invalid Marker.');
