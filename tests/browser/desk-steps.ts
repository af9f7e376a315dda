// What reviewers do in more than one journey, by the page alone.

import type { World } from './journey.ts';
import type { Visitor } from './visitor.ts';

export async function atTheDesk({ visit }: World, name: string): Promise<Visitor> {
  const reviewer = await visit('review');
  await reviewer.signIn(name);
  await reviewer.heading('Waiting for a person');
  return reviewer;
}

/** Opens a photo by its address, and takes it. */
export async function take({ page, press }: Visitor, photoId: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(`#ticket/${photoId}`)}`);
  await page.locator('h1', { hasText: 'Is this photo all right?' }).waitFor();
  await press('Take it');
  await page.locator('.drawn img').first().waitFor();
}

/** Says no, and why. */
export async function reject({ page, press }: Visitor, why: string): Promise<void> {
  await press('Reject');
  await page.getByLabel('Reject: Why?').fill(why);
  await press('Answer');
  await page.locator('main').getByText('You have answered: rejected.').waitFor();
}

export async function approve({ page, press }: Visitor): Promise<void> {
  await press('Approve');
  await page.locator('main').getByText('You have answered: approved.').waitFor();
}

/** The photo that a rider's page shows. */
export function photoOf({ page }: Visitor): string {
  const [, photoId] = /#photo\/([\w-]+)$/.exec(page.url()) ?? [];
  if (photoId === undefined) throw new Error(`${page.url()} shows no photo`);
  return photoId;
}
