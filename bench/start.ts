// How long `npm start` takes until it answers, and until the face models behind it are loaded. Bundles lie there already.

import { startByNpm } from './laptop.ts';
import { type Mark, median } from './mark.ts';

const STARTS = 5;
/** Of these, how many wait for the models. */
const WARM_STARTS = 3;

export async function startMarks(stateFolder: string): Promise<Mark[]> {
  const ready: number[] = [];
  const loaded: number[] = [];
  const warm: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const laptop = await startByNpm(stateFolder);
    ready.push(laptop.readyMs);
    if (start < WARM_STARTS) {
      loaded.push(await laptop.modelsLoaded);
      warm.push(await laptop.warm);
    }
    await laptop.stop();
  }
  return [
    {
      name: `npm start to ready (median of ${STARTS})`,
      measured: median(ready),
      unit: 'ms',
      goal: { atMost: 1500 },
    },
    {
      name: `models loaded behind it (median of ${WARM_STARTS})`,
      measured: median(loaded),
      unit: 'ms',
      goal: { atMost: 4000 },
    },
    { name: '  and all of it warm', measured: median(warm), unit: 'ms' },
  ];
}
