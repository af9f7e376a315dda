import { looker } from '../../../src/cli/start/give-memory-back.ts';

const MB = 2 ** 20;

/** A process whose use and holding the test sets. */
function aProcess() {
  const process = { usedMs: 0, held: 50 * MB, collections: 0, growth: [] as number[] };
  const look = looker({
    cpuMs: () => process.usedMs,
    heapBytes: () => process.held,
    letGrow: (percent) => void process.growth.push(percent),
    collect: () => {
      process.collections += 1;
      process.held = 30 * MB;
      process.usedMs += 60;
    },
  });
  return { process, look };
}

test('collects once when work is over, and not again while nothing happens', () => {
  const { process, look } = aProcess();
  process.usedMs += 900;

  look();
  const duringWork = process.collections;
  for (let times = 0; times < 5; times += 1) look();

  expect([duringWork, process.collections]).toEqual([0, 1]);
});

test('leaves a process alone that works on', () => {
  const { process, look } = aProcess();

  for (let times = 0; times < 5; times += 1) {
    process.usedMs += 400;
    look();
  }

  expect(process.collections).toBe(0);
});

test('collects again after more work, once enough is held to be worth it', () => {
  const { process, look } = aProcess();
  look();

  process.held = 33 * MB;
  look();
  const afterLittle = process.collections;
  process.held = 80 * MB;
  look();

  expect([afterLittle, process.collections]).toEqual([1, 2]);
});

test('gives the heap more room between collections while there is work', () => {
  const { process, look } = aProcess();

  look();
  process.usedMs += 900;
  look();
  look();

  const [before, during, after] = process.growth;
  expect(after).toBe(before);
  expect(during).toBeGreaterThan(before!);
});
