import { latestOf } from '../../web/shared/latest.ts';

it('of several that are under way the one that began last holds, whichever is answered last', () => {
  const begin = latestOf();
  const first = begin();
  expect(first()).toBe(true);
  const second = begin();
  expect([first(), second()]).toEqual([false, true]);
  expect(latestOf()()()).toBe(true);
});
