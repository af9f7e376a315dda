// What a rider may see, take along, change and end.

import { readFile } from 'node:fs/promises';
import { expectThat, type Journey } from '../journey.ts';
import { choose, readyToSend, send } from '../rider-steps.ts';

export const MY_DATA: Journey = {
  name: 'my data, export, preferences, consent withdrawn',
  async run(world) {
    const { row, screen } = world;
    const paul = await readyToSend(world, 'paul');
    const { page } = paul;
    await choose(paul, 'no-face.jpg');
    await send(paul, 'Almost there');
    await row('the photos that were sent are listed, each a way to its answer', async () => {
      await page.getByRole('link', { name: 'My data' }).click();
      await paul.heading('What we know of you');
      const entry = page.locator('main ul.plain li').first();
      await entry.waitFor();
      return entry.innerText();
    });
    await screen('rider-my-data', paul);
    await row('everything can be taken along as a file', async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), paul.press('Download my data')]);
      const text = await readFile((await download.path())!, 'utf8');
      const data = JSON.parse(text) as Record<string, unknown>;
      expectThat(text.includes('NO_FACE') || 'photos' in data, text.slice(0, 200));
      return `${download.suggestedFilename()}: ${Object.keys(data).join(', ')}`;
    });
    await row('a changed preference is there after a reload', async () => {
      const box = page.getByLabel('E-mail');
      const before = await box.isChecked();
      await box.click();
      await page.locator('.announcer', { hasText: 'Saved.' }).waitFor({ state: 'attached' });
      await page.reload();
      await paul.heading('What we know of you');
      const after = await page.getByLabel('E-mail').isChecked();
      expectThat(after !== before, `still ${after}`);
      return `${before} is now ${after}`;
    });
    await row('consent can be withdrawn as easily as it was given', async () => {
      await paul.press('Withdraw my consent');
      await page.getByText('You have agreed to nothing.').waitFor();
      return 'one press';
    });
    await screen('rider-withdrawn', paul);
    await row('then no photo is taken before agreeing again, and there is another way', async () => {
      await page.evaluate('location.hash = "#how"');
      await paul.heading('Before we look at your photo');
      await page.getByRole('link', { name: 'Not now' }).click();
      await paul.heading('Without a face check');
      return page.locator('main p').innerText();
    });
    await screen('rider-other-way', paul);
    await page.evaluate('location.hash = "#erase"');
    await paul.heading('Erase everything');
    await screen('rider-erase', paul);
  },
};
