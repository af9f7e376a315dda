// How the lists of the API come in pages.
import { pageOf } from '../page.ts';
import { ServiceError } from '../service.ts';

const USUAL = 60;

/** `size` items, 60 by default. Throws InvalidParameterException for a token that no page gave. */
export function page<Item>(
  items: readonly Item[],
  size: number | undefined,
  token: string | undefined,
  nameOf: (item: Item) => string,
): { items: Item[]; next?: string } {
  return pageOf(items, {
    size: size || USUAL,
    token,
    refusal: () => new ServiceError('InvalidParameterException', 'Invalid pagination token'),
    nameOf,
  });
}
