// The way that most riders go: signing in, agreeing, a selfie, and a yes.

import { expectThat, type Journey } from '../journey.ts';

export const CAMERA_TO_APPROVED: Journey = {
  name: 'sign in, consent, camera, approved',
  camera: 'ada.jpg',
  async run({ visit, row, screen }) {
    const ada = await visit('rider');
    const { page } = ada;
    await ada.heading('A photo of you');
    await screen('rider-welcome', ada);
    await row('signing in comes back to the page, without a trace in the address', async () => {
      await ada.signIn('ada');
      await ada.heading('A photo of you');
      await page.getByRole('link', { name: 'Begin' }).waitFor();
      const address = new URL(page.url());
      expectThat(address.search === '', page.url());
      return address.pathname;
    });
    await row('the text is read before anything is agreed to', async () => {
      await page.getByRole('link', { name: 'Begin' }).click();
      await ada.heading('Before we look at your photo');
      await page.locator('article h2').first().waitFor();
      return `${await page.locator('article').innerText()}`.slice(0, 60).replaceAll('\n', ' ');
    });
    await screen('rider-consent', ada);
    await row('agreeing leads to both ways', async () => {
      await ada.press('I agree');
      await ada.heading('Your photo');
      await page.getByRole('link', { name: 'Use the camera' }).waitFor();
      await page.getByRole('button', { name: 'Choose a photo' }).waitFor();
      return 'camera and file';
    });
    await screen('rider-how', ada);
    await row('the camera sees ada and says that all is well', async () => {
      await page.getByRole('link', { name: 'Use the camera' }).click();
      await page.locator('.hint', { hasText: 'Good. Take the picture.' }).waitFor();
      return (await page.locator('.announcer').innerText()).trim();
    });
    await screen('rider-camera', ada);
    await row('the picture is shown before it is sent, and the camera is off', async () => {
      await ada.press('Take the picture');
      await ada.heading('Is this photo good?');
      await page.locator('img.picture').waitFor();
      return 'shown';
    });
    await screen('rider-preview', ada);
    await row('it is sent, checked and approved, and the page says so by itself', async () => {
      await ada.press('Send this photo');
      await ada.heading('Your photo is approved');
      return page.url().replace(/.*#/, '#');
    });
    await screen('rider-approved', ada);
  },
};
