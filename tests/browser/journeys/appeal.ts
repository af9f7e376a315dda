// Two people say no; the rider asks for another look; a third one looks.

import { approve, atTheDesk, reject, take } from '../desk-steps.ts';
import { doubtfulPhoto, learns } from '../doubtful-photo.ts';
import { expectThat, type Journey } from '../journey.ts';
import { decided } from '../stored.ts';

const WHY = 'We are twins, and people mix us up.';

export const APPEAL: Journey = {
  name: 'rejected, appeal',
  async run(world) {
    const { row, screen, laptop } = world;
    const { rider: otto, photoId } = await doubtfulPhoto(world, 'otto', 'ada-exif-3.jpg');
    const rita = await atTheDesk(world, 'rita');
    const raj = await atTheDesk(world, 'raj');
    await row('a no needs a reason', async () => {
      await take(rita, photoId);
      await rita.press('Reject');
      await rita.page.getByLabel('Reject: Why?').waitFor();
      const focused = await rita.page.evaluate('document.activeElement.id');
      expectThat(focused === 'reason', String(focused));
      return 'asked, and focused';
    });
    await screen('desk-why', rita);
    await row('two people reject it, and the rider is told no more than that', async () => {
      await rita.page.getByLabel('Reject: Why?').fill('Somebody else’s photo');
      await rita.press('Answer');
      await take(raj, photoId);
      await reject(raj, 'Not this person');
      await decided(laptop, photoId);
      await learns(otto, 'We cannot accept this photo');
      const text = await otto.page.locator('main').innerText();
      expectThat(!/Somebody else|Not this person|Similarity/.test(text), text);
      return text.replaceAll(/\s+/g, ' ');
    });
    await screen('rider-rejected', otto);
    await row('the rider asks for another look, in words', async () => {
      await otto.press('Please look again');
      const field = otto.page.getByLabel('Why should we look again?');
      await field.fill(WHY);
      return field.inputValue();
    });
    await screen('rider-appeal', otto);
    await row('the page says that a person will look', async () => {
      await otto.press('Send');
      await otto.page.locator('#why').waitFor({ state: 'detached' });
      return (await otto.page.locator('main').innerText()).replaceAll(/\s+/g, ' ');
    });
    await screen('rider-appealed', otto);
    await row('those who said no do not decide again', async () => {
      await rita.page.getByRole('link', { name: 'Queue' }).click();
      await rita.heading('Waiting for a person');
      rita.expectTrouble(/status of (403|409)/);
      await rita.page.evaluate(`location.hash = '#ticket/${photoId}'`);
      await rita.page.locator('h1', { hasText: 'Is this photo all right?' }).waitFor();
      expectThat(!(await rita.page.getByRole('button', { name: 'Take it' }).isVisible()), 'it is offered');
      return 'not offered';
    });
    await row('another one reads what the rider wrote, and answers', async () => {
      const olga = await atTheDesk(world, 'olga');
      await take(olga, photoId);
      const quoted = await olga.page.locator('blockquote').innerText();
      expectThat(quoted === WHY, quoted);
      await screen('desk-appeal', olga);
      await approve(olga);
      return quoted;
    });
  },
};
