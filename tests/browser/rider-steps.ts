// What riders do in more than one journey, by the page alone.

import type { World } from './journey.ts';
import { sample } from './laptop.ts';
import type { Visitor } from './visitor.ts';

/** Signs in and agrees, to where a photo is taken or chosen. */
export async function readyToSend({ visit }: World, name: string): Promise<Visitor> {
  const rider = await visit('rider');
  await rider.signIn(name);
  await goToHow(rider);
  if ((await rider.page.locator('h1').innerText()) !== 'Your photo') {
    await rider.page.locator('article h2').first().waitFor();
    await rider.press('I agree');
    await rider.heading('Your photo');
  }
  return rider;
}

/** A rider whose photo of that name is approved: by now, or since another journey. */
export async function approvedRider(world: World, name: string, picture: string): Promise<Visitor> {
  const rider = await world.visit('rider');
  await rider.signIn(name);
  await rider.page.locator('h1').waitFor();
  if ((await rider.page.locator('h1').innerText()) === 'Your photo is approved') return rider;
  await rider.context.close();
  const sender = await readyToSend(world, name);
  await choose(sender, picture);
  await send(sender, 'Your photo is approved');
  return sender;
}

/** Chooses a sample by its name, to the preview. */
export async function choose({ page, heading }: Visitor, picture: string): Promise<void> {
  // By the button and the device's own window: the journey of the keyboard.
  await page.locator('input[type="file"]').setInputFiles(sample(picture));
  await heading('Is this photo good?');
}

/** Sends what the preview shows, and waits for the answer. */
export async function send(rider: Visitor, answer: string): Promise<void> {
  await rider.press('Send this photo');
  await rider.heading(answer);
}

/** Whatever the page shows: to where a photo is taken or chosen, or to what comes before it. */
export async function goToHow({ page }: Visitor): Promise<void> {
  await page.locator('h1').waitFor();
  await page.evaluate('location.hash = "#how"');
  await page.locator('h1', { hasText: /^(Your photo|Before we look at your photo)$/ }).waitFor();
}
