import { createRoom } from '../../src/intake/room.ts';

/** A clock that only sleeping moves, and a table whose index is a second late. */
function world({ limit, sharedBy = 1, lagMs = 0 }: { limit: number; sharedBy?: number; lagMs?: number }) {
  let time = 1_000_000;
  const started: number[] = [];
  const left: number[] = [];
  let looks = 0;
  const inFlightAt = (ms: number) =>
    started.filter((at) => at <= ms).length - left.filter((at) => at <= ms).length;
  const options = {
    limit,
    sharedBy,
    now: () => time,
    sleep: async (ms: number) => {
      time += ms;
    },
    countInFlight: async () => {
      looks++;
      return inFlightAt(time - lagMs);
    },
  };
  return {
    room: () => createRoom(options),
    start: () => started.push(time),
    leaveAt: (ms: number) => left.push(ms),
    pass: (ms: number) => {
      time += ms;
    },
    now: () => time,
    inFlight: () => inFlightAt(time),
    looks: () => looks,
  };
}

it('lets in as many as there is room for, and no more until one is answered', async () => {
  const { room: open, start, now, leaveAt } = world({ limit: 3 });
  const room = open();
  for (let n = 0; n < 3; n++) {
    expect(await room.enter(now())).toBe(true);
    start();
  }
  expect(await room.enter(now() + 2_000)).toBe(false);
  leaveAt(now() + 5_000);
  expect(await room.enter(now() + 10_000)).toBe(true);
});

it('waits no longer than it was told, and looks a few times a second meanwhile', async () => {
  const { room: open, start, now, looks } = world({ limit: 1 });
  const room = open();
  await room.enter(now());
  start();
  const [before, looked] = [now(), looks()];
  expect(await room.enter(before + 60_000)).toBe(false);
  expect(now()).toBeLessThanOrEqual(before + 60_000);
  expect(looks() - looked).toBeLessThanOrEqual(60_000 / 250 + 1);
});

it('asks at once and does not wait at all when its time is up', async () => {
  const { room: open, start, now } = world({ limit: 1 });
  const room = open();
  expect(await room.enter(now() - 1)).toBe(true);
  start();
  const before = now();
  expect(await room.enter(now() - 1)).toBe(false);
  expect(now()).toBe(before);
});

it.each([0, 300, 600])('never lets in more than the limit while the index is %i ms late', async (lagMs) => {
  const { room: open, start, now, inFlight, pass } = world({ limit: 5, lagMs });
  const room = open();
  for (let n = 0; n < 40; n++) {
    if (await room.enter(now() + 250)) start();
    expect(inFlight()).toBeLessThanOrEqual(5);
    pass(20);
  }
  expect(inFlight()).toBe(5);
});

it.each([
  [2, 20],
  [2, 1],
  [2, 7],
])(
  '%i rooms over a limit of %i exceed it by one at most when they look at the same moment',
  async (sharedBy, limit) => {
    const { room: open, start, now, inFlight } = world({ limit, sharedBy });
    const rooms = Array.from({ length: sharedBy }, open);
    for (let n = 0; n < limit; n++) {
      for (const room of rooms) if (await room.enter(now() - 1)) start();
      expect(inFlight()).toBeLessThanOrEqual(limit + sharedBy - 1);
    }
  },
);

it('a room alone fills the whole limit, though others have a share in it', async () => {
  const { room: open, start, now, inFlight } = world({ limit: 20, sharedBy: 2 });
  const room = open();
  while (await room.enter(now() + 1_000)) start();
  expect(inFlight()).toBe(20);
});

it('keeps up with what is answered: nothing is counted for good', async () => {
  const { room: open, start, now, leaveAt } = world({ limit: 4, sharedBy: 2, lagMs: 300 });
  const room = open();
  for (let n = 0; n < 200; n++) {
    expect(await room.enter(now() + 30_000)).toBe(true);
    start();
    leaveAt(now() + 5_000);
  }
});

it('passes on what the table answers with', async () => {
  const refused = new Error('no table');
  const room = createRoom({
    limit: 1,
    sharedBy: 1,
    now: () => 0,
    sleep: async () => {},
    countInFlight: () => Promise.reject(refused),
  });
  await expect(room.enter(1)).rejects.toBe(refused);
});
