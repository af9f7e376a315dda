// A photo that waits for people, from a rider of its own: the face of it is that of another rider.

import { photoOf } from './desk-steps.ts';
import type { World } from './journey.ts';
import { approvedRider, choose, readyToSend, send } from './rider-steps.ts';
import type { Visitor } from './visitor.ts';

/** The rider's page stays open on it, on a clock that can be put forward: it asks once a minute while people look. */
export async function doubtfulPhoto(
  world: World,
  name: string,
  picture: string,
): Promise<{ rider: Visitor; photoId: string }> {
  const owner = await approvedRider(world, 'ada', 'ada.jpg');
  await owner.context.close();
  const rider = await readyToSend(world, name);
  await rider.page.clock.install();
  await choose(rider, picture);
  await send(rider, 'A person is looking at it');
  return { rider, photoId: photoOf(rider) };
}

/** Lets the minutes pass that the rider's page waits before it asks again; until it shows that heading. */
export async function learns({ page, heading }: Visitor, answer: string): Promise<void> {
  await page.clock.fastForward('01:30');
  await heading(answer);
}
