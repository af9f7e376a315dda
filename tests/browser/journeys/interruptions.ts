// Reloads, a connection that breaks, another language.

import { DE } from '../../../web/rider/texts.de.ts';
import { expectThat, type Journey } from '../journey.ts';
import { choose, goToHow, readyToSend } from '../rider-steps.ts';

const OFFLINE = 'You are offline. Everything goes on when the connection is back.';

export const INTERRUPTIONS: Journey = {
  name: 'reload, offline, language',
  async run(world) {
    const { row, screen, visit } = world;
    const nora = await readyToSend(world, 'nora');
    const { page, context } = nora;
    await row('a reload goes on with the photo that was sent', async () => {
      await choose(nora, 'two-people.jpg');
      await nora.press('Send this photo');
      await page.waitForURL(/#photo\//);
      const address = page.url();
      await page.reload();
      await nora.heading('Almost there');
      expectThat(page.url() === address, page.url());
      return (await page.locator('main li').allInnerTexts()).join(' ');
    });
    await row('the language changes what is read, advice included, and back', async () => {
      const before = await page.locator('main li').allInnerTexts();
      await page.locator('header select').selectOption('de');
      await nora.heading(DE.retake.heading);
      await page.locator('main li', { hasNotText: before.join() }).waitFor();
      const german = await page.locator('main li').allInnerTexts();
      await page.locator('header select').selectOption('en');
      await page.locator('main li', { hasText: before.join() }).waitFor();
      return german.join();
    });
    await row('without a connection the page says so, and keeps the photo', async () => {
      await goToHow(nora);
      await choose(nora, 'no-face.jpg');
      nora.expectTrouble(/ERR_INTERNET_DISCONNECTED/);
      await context.setOffline(true);
      await page.getByText(OFFLINE).waitFor();
      await nora.press('Send this photo');
      await page.locator('main [role="alert"]').waitFor();
      return (await page.locator('main [role="alert"]').innerText()).replaceAll(/\s+/g, ' ');
    });
    await screen('rider-offline', nora);
    await row('when it is back the same photo is sent', async () => {
      await context.setOffline(false);
      await page.getByText(OFFLINE).waitFor({ state: 'detached' });
      await nora.press('Try again');
      await nora.heading('Almost there');
      return (await page.locator('main li').allInnerTexts()).join(' ');
    });
    await row('the language that is chosen stays, on the page and in what it is told', async () => {
      await page.locator('header select').selectOption('de');
      await nora.heading(DE.retake.heading);
      await page.reload();
      await nora.heading(DE.retake.heading);
      await page.locator('main li').first().waitFor();
      const advice = (await page.locator('main li').allInnerTexts()).join(' ');
      expectThat(/[äöüß]|\b(Sie|Ihr)\b/.test(advice), advice);
      return advice;
    });
    await page.locator('header select').selectOption('en');
    await nora.heading('Almost there');
    await row('an answer that comes late asks for nothing that is given meanwhile', async () => {
      const lena = await visit('rider');
      await lena.signIn('lena');
      await goToHow(lena);
      await lena.page.locator('article h2').first().waitFor();
      const late = Promise.withResolvers<void>();
      let isHeld = false;
      await lena.page.route('**/v1/photos?limit=1', async (route) => {
        if (isHeld) return route.continue();
        isHeld = true;
        const response = await route.fetch();
        await late.promise;
        await route.fulfill({ response });
      });
      // Asks who the rider is, of whom nothing is known yet.
      const asked = lena.page.waitForRequest('**/v1/photos?limit=1');
      await lena.page.locator('header select').selectOption('de');
      await lena.heading(DE.consent.heading);
      await asked;
      await lena.press(DE.consent.agree);
      await lena.heading(DE.how.heading);
      late.resolve();
      await lena.page.waitForTimeout(1000);
      await lena.heading(DE.how.heading);
      return lena.page.locator('h1').innerText();
    });
  },
};
