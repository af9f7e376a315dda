import fc from 'fast-check';
import type { HistoryEvent } from 'states-language';
import { BurstText, entriesOf } from '../../../src/services/stepfunctions/burst-text.ts';

const LONG = JSON.stringify({ rider: 'r'.repeat(200) });
const OTHER = JSON.stringify({ other: 'o'.repeat(200) });
const WHOLE = { truncated: false };

const entered = (id: number, input: string): HistoryEvent => ({
  ...base(id, 'PassStateEntered'),
  stateEnteredEventDetails: { name: 'One', input, inputDetails: WHOLE },
});
const left = (id: number, output: string): HistoryEvent => ({
  ...base(id, 'PassStateExited'),
  stateExitedEventDetails: { name: 'One', output, outputDetails: WHOLE },
});
const base = (id: number, type: string) => ({ id, previousEventId: id - 1, timestamp: 1_000, type });
const burstOf = (entries: readonly object[]) => {
  const burst = new BurstText();
  for (const entry of entries) burst.add(entry);
  return burst.json;
};

it('writes a long payload once, however often it is said, and gives each event its own again', () => {
  const events = [left(1, LONG), entered(2, LONG), left(3, LONG), left(4, OTHER), entered(5, OTHER)];

  const text = burstOf(events);

  expect(text.split('rrrr'.repeat(50))).toHaveLength(2);
  expect(text.split('oooo'.repeat(50))).toHaveLength(2);
  expect(entriesOf(JSON.parse(text))).toEqual(events);
});

it('leaves the events that it is given as they are', () => {
  const event = entered(2, LONG);
  burstOf([left(1, LONG), event]);
  expect(event).toEqual(entered(2, LONG));
});

it('reads what was written before payloads were said once', () => {
  const events = [entered(1, LONG), left(2, LONG)];
  expect(entriesOf(JSON.parse(JSON.stringify(events)))).toEqual(events);
  expect(entriesOf(JSON.parse(JSON.stringify(events[0])))).toEqual([events[0]]);
});

it('tells a burst that names an event which is not in it', () => {
  const [, second] = JSON.parse(burstOf([left(1, LONG), entered(2, LONG)])) as unknown[];
  expect(entriesOf([second])).toBeUndefined();
});

it('gives every burst back as it was, whatever its events and notes say', () => {
  const payload = fc.constantFrom('{}', '"a"', LONG, OTHER, `${LONG} `);
  const kinds = [
    (id: number, text: string) => entered(id, text),
    (id: number, text: string) => left(id, text),
    (id: number, output: string): HistoryEvent => ({
      ...base(id, 'TaskSucceeded'),
      taskSucceededEventDetails: { resource: 'invoke', resourceType: 'lambda', output, outputDetails: WHOLE },
    }),
    (id: number) => base(id, 'TaskStateAborted'),
    (id: number) => ({ enteredEventId: id, dueTime: 5 }),
  ];
  const one = fc.tuple(fc.nat(kinds.length - 1), payload);
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 12 }), (picked) => {
      const entries = picked.map(([kind, text], at) => kinds[kind]!(at + 1, text));
      expect(entriesOf(JSON.parse(burstOf(entries)))).toEqual(entries);
    }),
  );
});
