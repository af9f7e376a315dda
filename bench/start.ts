// How long `npm start` takes until it answers, and until the face models behind it are loaded and warm. Bundles lie there
// already. Each start has a reference run beside it.

import { startByNpm } from './laptop.ts';
import { type Mark, median } from './mark.ts';
import { referenceMs } from './reference.ts';

const STARTS = 5;
/** Of these, how many wait for the models. */
const WARM_STARTS = 3;

export async function startMarks(stateFolder: string): Promise<Mark[]> {
  const ready: Timed[] = [];
  const loaded: Timed[] = [];
  const warm: Timed[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const besideMs = await referenceMs();
    const laptop = await startByNpm(stateFolder);
    ready.push({ ms: laptop.readyMs, besideMs });
    if (start < WARM_STARTS) {
      loaded.push({ ms: await laptop.modelsLoaded, besideMs });
      warm.push({ ms: await laptop.warm, besideMs });
    }
    await laptop.stop();
  }
  return [
    ...marksOf(`npm start to ready (median of ${STARTS})`, ready, 20),
    ...marksOf(`models loaded behind it (median of ${WARM_STARTS})`, loaded, 15),
    ...marksOf('and all of it warm', warm, 20),
  ];
}

/** Milliseconds. */
interface Timed {
  ms: number;
  besideMs: number;
}

function marksOf(name: string, runs: readonly Timed[], atMost: number): Mark[] {
  return [
    { name, measured: median(runs.map(({ ms }) => ms)), unit: 'ms' },
    {
      name: '  against the reference run beside it',
      measured: median(runs.map(({ ms, besideMs }) => ms / besideMs)),
      unit: 'times',
      digits: 1,
      goal: { atMost },
    },
  ];
}
