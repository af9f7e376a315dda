// The time for people is over while rider and reviewer look at their pages. Three days pass at once on the laptop's clock.

import { atTheDesk, take } from '../desk-steps.ts';
import { doubtfulPhoto, learns } from '../doubtful-photo.ts';
import { expectThat, type Journey } from '../journey.ts';

export const EXPIRY: Journey = {
  name: 'expiry while both pages are open',
  async run(world) {
    const { row, screen, laptop } = world;
    const { rider, photoId } = await doubtfulPhoto(world, 'ivo', 'ada-exif-1.jpg');
    const rita = await atTheDesk(world, 'rita');
    await take(rita, photoId);
    await row('the rider is told that we were too slow, and what to do', async () => {
      laptop.expireReviews();
      await learns(rider, 'We were too slow');
      return (await rider.page.locator('main li').allInnerTexts()).join(' ');
    });
    await screen('rider-expired', rider);
    await row('the reviewer who answers is told that the time is over, and nothing is counted', async () => {
      rita.expectTrouble(/status of (409|410|412)/);
      await rita.press('Approve');
      const note = rita.page.locator('main [role="alert"]');
      await note.waitFor();
      await rita.page.getByRole('button', { name: 'Approve', exact: true }).waitFor({ state: 'detached' });
      const buttons = await rita.page.getByRole('button', { name: 'Approve', exact: true }).count();
      expectThat(buttons === 0, 'it can still be answered');
      return note.innerText();
    });
    await screen('desk-expired', rita);
  },
};
