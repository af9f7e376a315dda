import { type PageRequest, pageOf } from '../../src/services/page.ts';
import { ServiceError } from '../../src/services/service.ts';

const request: Omit<PageRequest<string>, 'token'> = {
  size: 2,
  refusal: () => new ServiceError('InvalidToken', 'no such page'),
  nameOf: (item) => item,
};

/** Reads page after page, and tells what is left of the list before each but the first. */
function readAll(list: string[], between: (list: string[], given: string[]) => string[]): string[] {
  const given: string[] = [];
  let left = list;
  let token: string | undefined;
  do {
    const page = pageOf(left, { ...request, token });
    given.push(...page.items);
    token = page.next;
    left = between(left, given);
  } while (token !== undefined);
  return given;
}

it.each<[string, (list: string[], given: string[]) => string[], string[]]>([
  ['a list that stays', (list) => list, ['a', 'b', 'c', 'd', 'e']],
  [
    'a list that loses what a page gave',
    (list, given) => list.filter((item) => !given.includes(item)),
    ['a', 'b', 'c', 'd', 'e'],
  ],
  ['a list that gets more at its beginning', (list) => ['new', ...list], ['a', 'b', 'c', 'd', 'e']],
  [
    'a list that loses the item at which a page begins',
    (list) => list.filter((item) => item !== 'c'),
    ['a', 'b', 'd', 'e'],
  ],
  ['a list that loses everything', () => [], ['a', 'b']],
])('reads every item of %s once', (_, between, expected) => {
  expect(readAll(['a', 'b', 'c', 'd', 'e'], between)).toEqual(expected);
});

it.each([
  ['garbage', 'garbage'],
  ['a place behind the end', Buffer.from('from:9').toString('base64')],
])('refuses %s', (_, token) => {
  expect(() => pageOf(['a', 'b', 'c'], { ...request, token })).toThrow('no such page');
});

it('goes on at the place where items have no name', () => {
  const { nameOf: _, ...unnamed } = request;
  const { next } = pageOf(['a', 'b', 'c'], { ...unnamed, token: undefined });
  expect(pageOf(['a', 'b', 'c'], { ...unnamed, token: next })).toEqual({ items: ['c'] });
});
