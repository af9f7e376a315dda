// Too dark: the camera says so, and so does the answer, in the same words.

import { EN } from '../../../src/domain/rider-texts.en.ts';
import { expectThat, type Journey } from '../journey.ts';
import { choose, readyToSend, send } from '../rider-steps.ts';

const WORDS = EN.told.TOO_DARK.advice;

export const DARK_THEN_RETAKE: Journey = {
  name: 'dark camera, hint, retake, another picture approved',
  camera: 'ada-dark.jpg',
  async run(world) {
    const { row, screen } = world;
    const bao = await readyToSend(world, 'bao');
    const { page } = bao;
    await row('the hint has the words of the verdict', async () => {
      await page.getByRole('link', { name: 'Use the camera' }).click();
      await page.locator('.hint', { hasText: WORDS }).waitFor();
      await page.locator('.announcer', { hasText: WORDS }).waitFor();
      return WORDS;
    });
    await screen('rider-camera-dark', bao);
    await row(
      'a hint is advice: the picture can be taken and sent, and is answered in the same words',
      async () => {
        await bao.press('Take the picture');
        await bao.heading('Is this photo good?');
        await send(bao, 'Almost there');
        const lines = await page.locator('main li').allInnerTexts();
        expectThat(lines.join() === WORDS, lines.join());
        return lines.join();
      },
    );
    await screen('rider-retake', bao);
    await row('another picture is approved', async () => {
      await page.getByRole('link', { name: 'Take it again' }).click();
      await bao.heading('Your photo');
      await choose(bao, 'bao.jpg');
      await send(bao, 'Your photo is approved');
      return page.url().replace(/.*#/, '#');
    });
  },
};
