// A photo that the rules doubt: people race for a seat, vote blind, take back, decide; and the rider's page says so by itself.

import { approve, atTheDesk } from '../desk-steps.ts';
import { doubtfulPhoto, learns } from '../doubtful-photo.ts';
import { expectThat, type Journey } from '../journey.ts';
import { decided } from '../stored.ts';

/** Of each picture: what the browser has made of the style sheet. */
const COVERED = `[...document.querySelectorAll('.drawn img')].map((image) => /blur.*grayscale/.test(getComputedStyle(image).filter))`;

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
    await row('in German the reasons are German, and the photo is still held', async () => {
      await first.page.locator('header select').selectOption('de');
      await first.page.locator('h1', { hasText: 'Ähnlichkeit mit einem anderen Fahrgast' }).waitFor();
      const text = await first.page.locator('main table').first().innerText();
      expectThat(!/Similarity|Sharpness|Enough light/.test(text), text);
      expectThat((await first.page.locator('.drawn img').count()) > 1, 'the pictures are gone');
      const heading = await first.page.locator('h1').innerText();
      await first.page.locator('header select').selectOption('en');
      await first.page.locator('h1', { hasText: 'Similarity to another rider' }).waitFor();
      return heading;
    });
    await row('covered pictures are covered at every size, and seen only while B is held', async () => {
      const { page } = first;
      const { keyboard } = page;
      await page.evaluate(`localStorage.setItem('desk', '{"coversAll":true}')`);
      await page.reload();
      await page.locator('.drawn img').nth(1).waitFor();
      const covered = () => page.evaluate(COVERED) as Promise<boolean[]>;
      expectThat((await covered()).every(Boolean), 'one is not covered');
      await page.waitForTimeout(500);
      await keyboard.press('z');
      await page.locator('.pictures.large').waitFor();
      expectThat((await covered()).every(Boolean), 'one is not covered when it is large');
      await keyboard.down('b');
      await page.locator('.drawn:not(.covered)').nth(1).waitFor();
      const isSeen = (await covered()).every((is) => !is);
      await keyboard.up('b');
      await page.locator('.drawn.covered').nth(1).waitFor();
      expectThat(isSeen, 'it is covered while the key is held');
      return `${(await covered()).length} pictures, small and large`;
    });
    await screen('desk-covered', first);
    await row('uncovered again by the settings', async () => {
      await first.page.evaluate(`localStorage.removeItem('desk')`);
      await first.page.reload();
      await first.page.locator('.drawn:not(.covered) img').nth(1).waitFor();
      return 'uncovered';
    });
    await row('a vote counts after ten seconds, and can be taken back until then', async () => {
      await approve(first);
      await first.page.getByText(/It is counted in \d+ s\./).waitFor();
      return (await first.page.locator('.undo p').innerText()).trim();
    });
    await row('undo gives the choice back', async () => {
      await first.press('Undo');
      await first.page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
      await approve(first);
      return 'taken back, and answered again';
    });
    await first.page.getByRole('heading', { name: 'My last answers' }).waitFor();
    await screen('desk-voted', first);
    await row('the other sees nothing of it', async () => {
      await second.page.reload();
      await second.page.locator('.drawn img').first().waitFor();
      const text = await second.page.locator('main').innerText();
      expectThat(!/Answers so far|approved/.test(text), text);
      return 'blind';
    });
    await row('two of one mind decide, and the rider’s page changes by itself', async () => {
      await approve(second);
      await decided(laptop, photoId);
      await learns(eve, 'Your photo is approved');
      return 'approved';
    });
    await row('the desk says by itself what came of it, and how the other answered', async () => {
      await first.page.locator('.note.good', { hasText: 'Decided: approved.' }).waitFor();
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
