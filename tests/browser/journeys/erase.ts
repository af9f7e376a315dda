// Everything that is known of a rider goes, and the rider sees how; then every store is looked into.

import { readFile } from 'node:fs/promises';
import { expectThat, type Journey } from '../journey.ts';
import { approvedRider } from '../rider-steps.ts';
import { everythingIn, facesOf, riderIdOf } from '../stored.ts';

export const ERASE: Journey = {
  name: 'erase, every store proved empty',
  async run(world) {
    const { row, screen, laptop } = world;
    const dev = await approvedRider(world, 'dev', 'dev.jpg');
    const { page } = dev;
    const riderId = await riderIdOf(laptop, 'dev');
    await row('before, the stores know the rider', async () => {
      const [everything, faces] = [await everythingIn(laptop), await facesOf(laptop, riderId)];
      expectThat(everything.includes(riderId) && faces.length > 0, `${faces.length} faces`);
      return `${everything.split(riderId).length - 1} places, ${faces.length} faces`;
    });
    await row('what goes is told before anything is pressed', async () => {
      await page.getByRole('link', { name: 'My data' }).click();
      await page.getByRole('link', { name: 'Erase everything' }).click();
      await dev.heading('Erase everything');
      return page.locator('main p').first().innerText();
    });
    await row('the page shows when it is done, and gives a receipt', async () => {
      // The page asks as somebody who is not known any more.
      await dev.press('Erase everything now');
      await page.locator('main').getByText('Everything is erased.').waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        dev.press('Download the receipt'),
      ]);
      const receipt = await readFile((await download.path())!, 'utf8');
      expectThat(!receipt.includes(riderId) && !/\bdev\b/.test(receipt), receipt);
      return receipt.replaceAll(/\s+/g, ' ').slice(0, 120);
    });
    await screen('rider-erased', dev);
    await row('no store knows the rider any more', async () => {
      const [everything, faces] = [await everythingIn(laptop), await facesOf(laptop, riderId)];
      const places = everything.split(riderId).length - 1;
      // That this number is refused is kept for 60 days, so that a late upload goes again: it tells of nobody.
      const refusal = `{"pk":{"S":"RIDER#${riderId}"},"sk":{"S":"PROFILE"},"forgottenAt"`;
      expectThat(places === 1 && everything.includes(refusal), `${places} places know the rider`);
      expectThat(faces.length === 0, `${faces.length} faces are left`);
      return 'no row but the refusal of uploads that come late, no version of an object, no face';
    });
  },
};
