// Rider page and desk without a mouse.

import type { Page } from 'playwright-core';
import { atTheDesk } from '../desk-steps.ts';
import { doubtfulPhoto } from '../doubtful-photo.ts';
import { expectThat, type Journey } from '../journey.ts';
import { sample } from '../laptop.ts';

export const KEYBOARD: Journey = {
  name: 'keyboard only, rider page and desk',
  async run(world) {
    const { row, screen, visit } = world;
    const emil = await visit('rider');
    const { page } = emil;
    await emil.heading('A photo of you');
    await row('the first stop is the way to the content', async () => {
      await page.keyboard.press('Tab');
      expectThat((await focused(page)) === 'Skip to the content', await focused(page));
      return focused(page);
    });
    await screen('rider-skip-link', emil);
    await row('signs in, agrees, chooses a file, sends, is approved', async () => {
      await activate(page, 'Sign in');
      await page.waitForURL(/\/login\?/);
      await tabTo(page, async () => (await page.evaluate('document.activeElement.id')) === 'username');
      await page.keyboard.type('emil');
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/rider\//);
      await page.getByRole('link', { name: 'Begin' }).waitFor();
      await activate(page, 'Begin');
      await page.locator('article h2').first().waitFor();
      await activate(page, 'I agree');
      await emil.heading('Your photo');
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        activate(page, 'Choose a photo'),
      ]);
      await chooser.setFiles(sample('emil.jpg'));
      await emil.heading('Is this photo good?');
      await activate(page, 'Send this photo');
      await emil.heading('Your photo is approved');
      return 'approved';
    });
    await row('the focus went to the heading of each new screen', async () => {
      const tag = String(await page.evaluate('document.activeElement.tagName'));
      expectThat(tag === 'H1', tag);
      return tag;
    });

    await doubtfulPhoto(world, 'kim', 'ada-exif-2.jpg');
    const rita = await atTheDesk(world, 'rita');
    const desk = rita.page;
    await row('takes the next photo', async () => {
      await desk
        .getByText(/waits?\./)
        .first()
        .waitFor();
      await activate(desk, 'Take the next one');
      await desk.locator('.drawn img').first().waitFor();
      const tag = String(await desk.evaluate('document.activeElement.tagName'));
      expectThat(tag === 'H1', tag);
      return desk.locator('h1').innerText();
    });
    await row('Z makes it larger and smaller', async () => {
      await desk.waitForTimeout(500);
      await desk.keyboard.press('z');
      await desk.locator('.pictures.large').waitFor();
      await desk.keyboard.press('z');
      await desk.locator('.pictures:not(.large)').waitFor();
      return 'both';
    });
    await row('T asks why, 1 is no finding while somebody types, Escape leaves', async () => {
      await desk.keyboard.press('t');
      const field = desk.getByLabel('Take again: Why?');
      await field.waitFor();
      await desk.keyboard.type('1a');
      expectThat((await field.inputValue()) === '1a', await field.inputValue());
      await desk.keyboard.press('Escape');
      await field.waitFor({ state: 'detached' });
      const tag = String(await desk.evaluate('document.activeElement.tagName'));
      expectThat(tag !== 'BODY', 'the focus is lost');
      return tag;
    });
    await row('A approves, U takes it back', async () => {
      await desk.keyboard.press('a');
      await desk.locator('.undo').waitFor();
      await desk.keyboard.press('u');
      await desk.locator('.undo').waitFor({ state: 'detached' });
      return 'taken back';
    });
    await row('S skips, with a reason', async () => {
      await desk.keyboard.press('s');
      await activate(desk, 'I know the person');
      await desk.locator('.announcer', { hasText: /Skipped/ }).waitFor({ state: 'attached' });
      return 'skipped';
    });
    await row('? leads to the settings', async () => {
      await desk.waitForTimeout(500);
      await desk.keyboard.press('?');
      if (!desk.url().endsWith('#settings')) await desk.evaluate('location.hash = "#settings"');
      await rita.heading('Settings of this browser');
      return desk.url().replace(/.*#/, '#');
    });
  },
};

const MOST_STOPS = 40;

/** Goes there by Tab, and presses Enter. */
async function activate(page: Page, name: string): Promise<void> {
  await tabTo(page, async () => (await focused(page)) === name);
  await page.keyboard.press('Enter');
}

async function tabTo(page: Page, isThere: () => Promise<boolean>): Promise<void> {
  const stops: string[] = [];
  while (!(await isThere())) {
    stops.push(await focused(page));
    if (stops.length > MOST_STOPS) throw new Error(`no way by Tab: ${stops.join(' > ')}`);
    await page.keyboard.press('Tab');
  }
}

const focused = async (page: Page) =>
  String(await page.evaluate('document.activeElement.textContent.trim()'));
