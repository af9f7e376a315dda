// A photo that the rules doubt: people race for a seat, vote blind, take back, decide; and the rider's page says so by itself.

import { approve, atTheDesk } from '../desk-steps.ts';
import { doubtfulPhoto, learns } from '../doubtful-photo.ts';
import { expectThat, type Journey } from '../journey.ts';
import { decided } from '../stored.ts';

export const TWO_REVIEWERS: Journey = {
  name: 'doubtful photo, seats, blind votes, undo, decision',
  async run(world) {
    const { row, screen, visit, laptop } = world;
    const { rider: eve, photoId } = await doubtfulPhoto(world, 'eve', 'ada-2.jpg');
    await row('a face that another rider has goes to a person', () =>
      eve.page.locator('main p').first().innerText(),
    );
    await screen('rider-in-review', eve);

    const nobody = await visit('review');
    await nobody.heading('Review desk');
    await screen('desk-signed-out', nobody);
    const [rita, raj, olga] = [
      await atTheDesk(world, 'rita'),
      await atTheDesk(world, 'raj'),
      await atTheDesk(world, 'olga'),
    ];
    await screen('desk-queue', rita);
    await row('of three who want it at once two have a seat, and one is told', async () => {
      const all = [rita, raj, olga];
      for (const { page } of all) await page.getByRole('button', { name: 'Take the next one' }).waitFor();
      await Promise.all(all.map(({ press }) => press('Take the next one')));
      const outcomes = await Promise.all(
        all.map(async ({ page }) => {
          const seated = page.locator('h1', { hasText: 'Is this photo all right?' });
          const told = page.locator('.announcer', { hasText: 'Somebody else was faster.' });
          await seated.or(told).first().waitFor({ state: 'attached' });
          return (await seated.isVisible()) ? 'seat' : 'told';
        }),
      );
      expectThat(outcomes.toSorted().join() === 'seat,seat,told', outcomes.join());
      return outcomes.join();
    });
    const seated = [rita, raj, olga].filter(({ page }) => page.url().includes('#ticket/'));
    const [first, second] = [seated[0]!, seated[1]!];
    await row('the photo stands beside the face that it looks like, and numbers are folded', async () => {
      await first.page.locator('.drawn img').nth(1).waitFor();
      const columns = await first.page.locator('table th').allInnerTexts();
      expectThat(!columns.includes('Measured'), columns.join());
      return `${await first.page.locator('.drawn').count()} pictures, columns ${columns.join(', ')}`;
    });
    await screen('desk-ticket', first);
    await row('a vote counts after ten seconds, and can be taken back until then', async () => {
      await approve(first);
      await first.page.getByText(/It is counted in \d+ s\./).waitFor();
      return (await first.page.locator('.undo p').innerText()).trim();
    });
    await screen('desk-voted', first);
    await row('the other sees nothing of it', async () => {
      await second.page.reload();
      await second.page.locator('.drawn img').first().waitFor();
      const text = await second.page.locator('main').innerText();
      expectThat(!/Answers so far|approved/.test(text), text);
      return 'blind';
    });
    await row('undo gives the choice back', async () => {
      await first.press('Undo');
      await first.page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
      return 'taken back';
    });
    await row('two of one mind decide, and the rider’s page changes by itself', async () => {
      await Promise.all([approve(first), approve(second)]);
      await decided(laptop, photoId);
      await learns(eve, 'Your photo is approved');
      return 'approved';
    });
    await row('each sees afterwards how the other answered', async () => {
      await first.page.reload();
      await first.page.getByRole('heading', { name: 'Answers so far' }).waitFor();
      const votes = await first.page.locator('main ul li').allInnerTexts();
      expectThat(votes.length === 2, votes.join());
      return votes.join(', ');
    });
    await screen('desk-decided', first);
    await row('what was answered is listed', async () => {
      await first.page.getByRole('link', { name: 'Mine' }).click();
      await first.heading('What I have answered');
      await first.page.locator(`a[href="#ticket/${photoId}"]`).first().waitFor();
      return (await first.page.locator('tbody tr').first().innerText()).replaceAll(/\s+/g, ' ');
    });
    await screen('desk-mine', first);
    await row('the bounds are held beside what people decide', async () => {
      await first.page.getByRole('link', { name: 'Thresholds' }).click();
      await first.page.locator('section.card').first().waitFor();
      return (await first.page.locator('section.card').first().innerText()).replaceAll(/\s+/g, ' ');
    });
    await screen('desk-thresholds', first);
    await first.page.getByRole('link', { name: 'Settings' }).click();
    await first.heading('Settings of this browser');
    await screen('desk-settings', first);
  },
};
