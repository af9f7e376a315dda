// Numbers of messages where order counts.
import { createSequence } from '../../../src/services/timing/sequence.ts';

const clock = { now: () => Date.parse('2026-01-01T00:00:00Z') };

test('numbers grow, also after those of an earlier process', () => {
  const before = createSequence(clock);
  const [first, second] = [before.next(), before.next()];
  const after = createSequence(clock);
  after.comesAfter(second);

  const third = after.next();

  expect([first, second, third].every((number) => /^\d{20}$/.test(number))).toBe(true);
  expect(BigInt(second)).toBeGreaterThan(BigInt(first));
  expect(BigInt(third)).toBeGreaterThan(BigInt(second));
});

test('those that begin at the same time are not the same', () => {
  const firsts = Array.from({ length: 20 }, () => createSequence(clock).next());

  expect(new Set(firsts).size).toBeGreaterThan(10);
});
