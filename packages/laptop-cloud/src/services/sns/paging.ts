// The pages of SNS's lists.
import * as z from 'zod';
import { pageOf } from '../page.ts';
import { invalid } from './invalid.ts';

export const NextToken = z.string().optional();
export const Everything = z.strictObject({ NextToken });

// Source: SNS API Reference: each list gives up to 100 at once.
export function page<Item>(
  items: readonly Item[],
  { NextToken: token }: { NextToken?: string | undefined },
  nameOf: (item: Item) => string,
) {
  const { items: found, next } = pageOf(items, {
    size: 100,
    token,
    refusal: () => invalid('NextToken Reason: Bad token'),
    nameOf,
  });
  return { items: found, ...(next === undefined ? {} : { NextToken: next }) };
}
