import { standsAt, stillStands } from '../../src/domain/indexings.ts';

it.each([
  ['before the first face', { count: 0 }, 0],
  ['when the last face has settled', { count: 4, lastMs: 0 }, 4],
  ['when it has not', { count: 4, lastMs: 1 }, null],
  ['when it was counted by a clock that is ahead', { count: 4, lastMs: 40_000 }, null],
])('a search stands %s', (_, indexings, expected) => {
  expect(standsAt(indexings, 30_000, 30)).toBe(expected);
});

/** The steps of one photo, in their order; two photos may be anywhere in them. */
const STEPS = ['read the count', 'search', 'index', 'count', 'look'] as const;

/** Every order in which the steps of two photos can come. */
function interleavings(first: number, second: number): ('P' | 'Q')[][] {
  if (first === 0 && second === 0) return [[]];
  return [
    ...(first > 0 ? interleavings(first - 1, second).map((rest): ('P' | 'Q')[] => ['P', ...rest]) : []),
    ...(second > 0 ? interleavings(first, second - 1).map((rest): ('P' | 'Q')[] => ['Q', ...rest]) : []),
  ];
}

/** Whether each photo sees the other's face, with the search before or, where that does not stand, the one after. */
function race(order: ('P' | 'Q')[]): { seen: boolean; searches: number } {
  let count = 0;
  const faces = new Set<string>();
  const photos = {
    P: { at: 0, read: 0, mine: 0, sees: false },
    Q: { at: 0, read: 0, mine: 0, sees: false },
  };
  let searches = 0;
  for (const name of order) {
    const photo = photos[name];
    const other = name === 'P' ? 'Q' : 'P';
    const step = STEPS[photo.at++];
    if (step === 'read the count') photo.read = count;
    if (step === 'search') photo.sees ||= faces.has(other);
    if (step === 'index') faces.add(name);
    if (step === 'count') photo.mine = ++count;
    if (step === 'look' && !stillStands(photo.read, photo.mine)) {
      searches += 1;
      photo.sees ||= faces.has(other);
    }
  }
  return { seen: photos.P.sees || photos.Q.sees, searches };
}

it('in every order that two photos of one face can come, one of them sees the other', () => {
  const orders = interleavings(STEPS.length, STEPS.length);
  expect(orders).toHaveLength(252);
  expect(orders.filter((order) => !race(order).seen)).toEqual([]);
});

it('and neither searches again when one comes after the other', () => {
  expect(race([...'PPPPPQQQQQ'] as ('P' | 'Q')[])).toEqual({ seen: true, searches: 0 });
});

it.each([
  [0, 1, true],
  [0, 2, false],
  [4, 5, true],
  [null, 1, false],
  [null, 5, false],
])('of a search that stands on %s, when %i are counted: %s', (standsOn, countNow, expected) => {
  expect(stillStands(standsOn, countNow)).toBe(expected);
});
