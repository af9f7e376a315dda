// A file that tells where it was taken: that stays on the device.

import { readFile } from 'node:fs/promises';
import { photoOf } from '../desk-steps.ts';
import { expectThat, type Journey } from '../journey.ts';
import { sample } from '../laptop.ts';
import { choose, readyToSend, send } from '../rider-steps.ts';
import { objectsOf, tellsThePlace } from '../stored.ts';

const PICTURE = 'ada-exif-6.jpg';

export const PLACE_STAYS: Journey = {
  name: 'a file with its place, none stored',
  async run(world) {
    const { row, laptop } = world;
    const ada = await readyToSend(world, 'ada');
    await row('the file tells the place', async () => {
      expectThat(await tellsThePlace(await readFile(sample(PICTURE))), 'it does not');
      return PICTURE;
    });
    await row('it is sent and approved', async () => {
      await choose(ada, PICTURE);
      await send(ada, 'Your photo is approved');
      return ada.page.url().replace(/.*#/, '#');
    });
    await row('neither what arrived nor anything that is stored tells it', async () => {
      const objects = await objectsOf(laptop, photoOf(ada));
      expectThat(
        objects.some(({ key }) => key.startsWith('incoming/')),
        'what arrived is not there',
      );
      for (const { key, bytes } of objects) expectThat(!(await tellsThePlace(bytes)), key);
      return `${objects.length} objects`;
    });
  },
};
