import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { replay } from '../../../src/services/sqs/replay.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  file = join(folder, 'queue.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const id = fc.constantFrom('1', '2', '3', 'é', 'with "quotes"', 'back\\slash');
const put = fc.record({ id, sentAt: fc.nat(), visibleAt: fc.nat(), body: fc.string() });
const step = fc.oneof(
  { weight: 4, arbitrary: put.map((message) => ({ put: message })) },
  // As earlier releases wrote it.
  { weight: 1, arbitrary: put.map(({ body, ...rest }) => ({ put: { body, ...rest } })) },
  {
    weight: 2,
    arbitrary: fc.record({ id, visibleAt: fc.nat(), receiveCount: fc.nat() }).map((held) => ({ held })),
  },
  { weight: 2, arbitrary: id.map((one) => ({ delete: one })) },
  { weight: 1, arbitrary: fc.constant({ purge: true as const }) },
);

it('leaves what the changes leave one after the other, in the order of arrival', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      writeFileSync(file, steps.map((change) => `${JSON.stringify(change)}\n`).join(''));
      const model = new Map<string, { sentAt: number; visibleAt: number; message?: object }>();
      const puts = new Map<string, object>();
      for (const change of steps) {
        if ('put' in change) {
          const { sentAt, visibleAt } = change.put;
          model.set(change.put.id, { sentAt, visibleAt });
          puts.set(change.put.id, change.put);
        } else if ('delete' in change) model.delete(change.delete);
        else if ('purge' in change) model.clear();
        else {
          const one = model.get(change.held.id);
          if (one) one.message = { ...(one.message ?? puts.get(change.held.id)), ...change.held };
        }
      }

      const { left, lines, isTorn } = replay(file, Number.POSITIVE_INFINITY);

      expect([lines, isTorn, left.length]).toEqual([steps.length, false, model.size]);
      expect(Array.from(left, ({ place: _, ...one }) => one)).toEqual([...model.values()]);
    }),
  );
});
