import fc from 'fast-check';
import type { Facets } from '../../../src/services/stepfunctions/execution-records.ts';
import { RecordIndex } from '../../../src/services/stepfunctions/record-index.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED'] as const;
const facetsOf = (machine: number, status: (typeof STATUSES)[number]): Facets => ({
  stateMachineArn: `machine-${machine}`,
  status,
  redriveCount: 0,
});
const isOf = (facets: Facets) => (one: Facets) =>
  one.status === facets.status && one.stateMachineArn === facets.stateMachineArn;

it('knows how many match and gives each page of them, the last first, whatever became of them and across a restart', () => {
  const facets = fc.tuple(fc.nat(2), fc.constantFrom(...STATUSES)).map((two) => facetsOf(...two));
  const step = fc.record({ row: fc.nat(60), facets, isForgotten: fc.boolean() });
  const page = fc.tuple(fc.nat(20), fc.nat(20));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), facets, page, (steps, asked, [start, size]) => {
      const index = new RecordIndex();
      const model: (Facets | undefined)[] = [];
      for (const one of steps) {
        if (one.row >= model.length) {
          index.add(`execution-${model.length}`);
          model.push(undefined);
        }
        const row = Math.min(one.row, model.length - 1);
        model[row] = one.isForgotten ? undefined : one.facets;
        if (one.isForgotten) index.forget(row);
        else index.describe(row, one.facets);
      }
      const known = RecordIndex.from(index.toBuffer({ covered: 0, lastOffset: 0, lastLine: '' }));
      const expected = [...model.keys()].filter((row) => model[row] && isOf(asked)(model[row])).reverse();

      for (const each of [index, known!.index]) {
        const found = each.select(isOf(asked));
        expect(found.length).toBe(expected.length);
        expect(found.slice()).toEqual(expected);
        expect(found.slice(start, start + size)).toEqual(expected.slice(start, start + size));
      }
    }),
  );
});
