// Lists that come in pages: a page's token names the last item of the page before.
import { ServiceError } from '../service.ts';

const USUAL = 60;

/** `size` items behind the one that the token names, 60 by default. Throws InvalidParameterException for a token of no item. */
export function pageOf<T>(
  items: readonly T[],
  size: number | undefined,
  token: string | undefined,
  nameOf: (item: T) => string,
): { items: readonly T[]; next?: string } {
  const last = token === undefined ? undefined : Buffer.from(token, 'base64url').toString('utf8');
  const start = last === undefined ? 0 : items.findIndex((item) => nameOf(item) === last) + 1;
  if (last !== undefined && start === 0)
    throw new ServiceError('InvalidParameterException', 'Invalid pagination token');
  const page = items.slice(start, start + (size || USUAL));
  const end = page.at(-1);
  if (end === undefined || start + page.length >= items.length) return { items: page };
  return { items: page, next: Buffer.from(nameOf(end)).toString('base64url') };
}
