import { expectAsJsonata } from './as-jsonata.ts';

const INPUT = {
  v: { one: { a: 1 }, two: { a: 1, b: [2] }, many: [{ a: 1 }, [{ b: 2 }, 3], 'x', null], none: {} },
};

it.each([
  '$spread($v.one)',
  '$spread($v.two)',
  '$spread([$v.one])',
  '$spread($v.many)',
  '$spread(5)',
  '$v.two ~> $spread',
  '$v.two.$spread()',
  '[$spread($v.none)]',
  '[$spread([])]',
])('%s is what JSONata makes of it', (text) => expectAsJsonata(text, INPUT));
