// The application at rest, as `npm start` makes it, before any photo: the memory of all its processes but that of the models.

import { setTimeout as sleep } from 'node:timers/promises';
import { startByNpm } from './laptop.ts';
import type { Mark } from './mark.ts';
import { canTellMemory, memoryMbOf } from './small/memory.ts';

/** Until what the start has left behind is given back. */
const REST_MS = 16_000;

export async function restMarks(stateFolder: string): Promise<Mark[]> {
  if (!canTellMemory()) {
    console.log('SKIPPED: memory is told by Linux only');
    return [];
  }
  const laptop = await startByNpm(`${stateFolder}-rest`);
  try {
    await laptop.warm;
    await sleep(REST_MS);
    const measured = memoryMbOf(laptop.child.pid!, (command) => !command.includes('/vision/process.'));
    return [
      { name: 'at rest before any photo, but the models', measured, unit: 'MB', goal: { atMost: 150 } },
    ];
  } finally {
    await laptop.stop();
  }
}
