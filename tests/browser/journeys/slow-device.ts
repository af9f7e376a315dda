// How soon the pages can be used on a phone of four times less speed. Told, and no promise: it is another machine's figure anywhere else.

import type { Journey } from '../journey.ts';

const SLOWER = 4;
const ROUNDS = 5;

export const SLOW_DEVICE: Journey = {
  name: 'how soon the pages can be used',
  async run({ row, visit }) {
    for (const kind of ['rider', 'review'] as const) {
      await row(`the page ${kind}, ${SLOWER}x slower`, async () => {
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round++) {
          const { page, context } = await visit(kind);
          const devtools = await context.newCDPSession(page);
          await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
          await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
          await page.addInitScript({ content: TELL_WHEN_READY });
          await page.reload({ waitUntil: 'commit' });
          await page.locator('main button.first').waitFor();
          times.push(Number(await page.evaluate(READY)));
          await context.close();
        }
        times.sort((one, other) => one - other);
        return `${times.map((ms) => Math.round(ms)).join(', ')} ms until the button can be pressed, nothing cached`;
      });
    }
  },
};

/** From the start of the navigation until the button is there and a frame has been drawn. */
const TELL_WHEN_READY = `new MutationObserver((_, observer) => {
  if (!document.querySelector('main button.first')) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => { globalThis.readyAfterMs = performance.now(); }));
}).observe(document, { childList: true, subtree: true });`;

const READY = `new Promise((resolve) => {
  const look = () => (globalThis.readyAfterMs ? resolve(globalThis.readyAfterMs) : setTimeout(look, 20));
  look();
})`;
