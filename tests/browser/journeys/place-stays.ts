// A file that tells where it was taken: that stays on the device.

import { readFile } from 'node:fs/promises';
import { photoOf } from '../desk-steps.ts';
import { expectThat, type Journey } from '../journey.ts';
import { sample } from '../laptop.ts';
import { choose, readyToSend } from '../rider-steps.ts';
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
    await row('what leaves the device does not', async () => {
      await choose(ada, PICTURE);
      const posted = ada.page.waitForRequest((request) => request.method() === 'POST');
      await ada.press('Send this photo');
      const body = (await posted).postDataBuffer();
      await ada.heading('Your photo is approved');
      if (!body) return 'the browser does not show what it sent';
      const start = body.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
      expectThat(!(await tellsThePlace(body.subarray(start))), 'it does');
      return `${body.length} bytes`;
    });
    await row('nor does anything that is stored', async () => {
      const objects = await objectsOf(laptop, photoOf(ada));
      expectThat(objects.length > 0, 'nothing is stored');
      for (const { key, bytes } of objects) expectThat(!(await tellsThePlace(bytes)), key);
      return `${objects.length} objects`;
    });
  },
};
