import { createEventLog, MAX_EVENTS, type SeenEvent } from '../../../src/services/events/event-log.ts';

const anEvent = (id: string, busName: string, isTaken: boolean) =>
  ({ busName, event: { id }, deliveries: isTaken ? [{ status: 'pending' }] : [] }) as unknown as SeenEvent;
const idsOf = (seen: readonly SeenEvent[]) => seen.map(({ event }) => event.id);

it('keeps the last that went to a target, and of the default bus a few that went nowhere, in their order', () => {
  const log = createEventLog();
  for (let at = 0; at < 3000; at += 1) {
    log.add(anEvent(`idle-${at}`, 'default', false));
    log.add(anEvent(`taken-${at}`, 'default', true));
  }

  const ids = idsOf(log.recent());

  const taken = ids.filter((id) => id.startsWith('taken'));
  const idle = ids.filter((id) => id.startsWith('idle'));
  expect(taken).toEqual(Array.from({ length: MAX_EVENTS }, (_, at) => `taken-${3000 - MAX_EVENTS + at}`));
  expect(idle).toEqual(Array.from({ length: 50 }, (_, at) => `idle-${2950 + at}`));
  expect(ids.slice(-4)).toEqual(['idle-2998', 'taken-2998', 'idle-2999', 'taken-2999']);
});

it('keeps what somebody sent to a bus of his own though no rule takes it', () => {
  const log = createEventLog();
  for (let at = 0; at < 200; at += 1) log.add(anEvent(`sent-${at}`, 'own', false));

  expect(log.recent()).toHaveLength(200);
});

it('tells each event as it comes', () => {
  const log = createEventLog();
  const heard: SeenEvent[] = [];
  log.onAdd((seen) => heard.push(seen));

  log.add(anEvent('one', 'default', false));
  log.add(anEvent('two', 'own', true));

  expect(idsOf(heard)).toEqual(['one', 'two']);
});
