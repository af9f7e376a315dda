// Functions that may end a path: `$.prices.max()`, `$.name.length()`.

type PathFunction = (target: unknown, given: readonly unknown[]) => unknown;

function overNumbers(decide: (numbers: number[]) => number): PathFunction {
  return (target, given) => {
    const all = [...(Array.isArray(target) ? target : []), ...given];
    const numbers = all.filter((item) => typeof item === 'number');
    return numbers.length > 0 ? decide(numbers) : null;
  };
}

function sizeOf(target: unknown): number | null {
  if (typeof target === 'string' || Array.isArray(target)) return target.length;
  return typeof target === 'object' && target !== null ? Object.keys(target).length : null;
}

const sum = (numbers: number[]) => numbers.reduce((total, item) => total + item, 0);
const average = (numbers: number[]) => sum(numbers) / numbers.length;

export const PATH_FUNCTIONS: Readonly<Record<string, PathFunction>> = {
  length: sizeOf,
  size: sizeOf,
  // One by one: a call takes only so many arguments.
  min: overNumbers((numbers) => numbers.reduce((least, item) => Math.min(least, item))),
  max: overNumbers((numbers) => numbers.reduce((most, item) => Math.max(most, item))),
  sum: overNumbers(sum),
  avg: overNumbers(average),
  stddev: overNumbers((numbers) => {
    const mean = average(numbers);
    return Math.sqrt(average(numbers.map((item) => (item - mean) ** 2)));
  }),
  keys: (target) =>
    typeof target === 'object' && target !== null && !Array.isArray(target) ? Object.keys(target) : null,
  concat: (target, given) =>
    [...(Array.isArray(target) ? target : []), ...given].filter((item) => typeof item === 'string').join(''),
  append: (target, given) => (Array.isArray(target) ? [...target, ...given] : target),
  first: (target) => (Array.isArray(target) ? target[0] : null),
  last: (target) => (Array.isArray(target) ? target.at(-1) : null),
  index: (target, [at]) => (Array.isArray(target) && typeof at === 'number' ? target.at(at) : null),
};
