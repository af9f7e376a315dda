import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { countUnread, takeCounted } from '../../src/lambda/unread-output.ts';

const SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.module).then(({ writeCounted }) => {
  for (let line = 0; line < workerData.lines; line++)
    writeCounted(workerData.unread, 'x'.repeat(workerData.length), (piece) => parentPort.postMessage(piece));
  parentPort.postMessage('');
});`;

function writer(lines: number, length: number) {
  const unread = countUnread();
  const module = new URL('../../src/lambda/unread-output.ts', import.meta.url).href;
  const worker = new Worker(SOURCE, { eval: true, workerData: { unread, lines, length, module } });
  const pieces: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  worker.on('message', (piece: string) => (piece === '' ? resolve() : pieces.push(piece)));
  return { worker, unread, pieces, ended };
}

it.each([
  ['long', 5000, 1000, 1100],
  ['short', 30_000, 1, 17_000],
])(
  'a thread whose %s lines nobody takes waits, and writes all of them once somebody does',
  async (_, lines, length, most) => {
    const { worker, unread, pieces, ended } = writer(lines, length);
    let before = -1;
    while (pieces.length === 0 || before !== pieces.length) {
      before = pieces.length;
      await sleep(100);
    }
    const untaken = pieces.length;

    let taken = 0;
    const taking = setInterval(() => {
      for (; taken < pieces.length; taken++) takeCounted(unread, pieces[taken]!);
    }, 1);
    await ended;
    clearInterval(taking);
    await worker.terminate();

    expect(untaken).toBeLessThanOrEqual(most);
    expect(pieces.join('')).toHaveLength(lines * length);
  },
);

it('a thread that waits can be ended', async () => {
  const { worker, pieces } = writer(5000, 100_000);
  while (pieces.length < 10) await sleep(10);

  await worker.terminate();

  expect(pieces.length).toBeLessThan(100);
});
