// No camera, or none that may be used: a file is as good.

import type { Journey, World } from '../journey.ts';
import { choose, readyToSend, send } from '../rider-steps.ts';

export const CAMERA_DENIED: Journey = {
  name: 'camera denied, file approved',
  camera: 'denied',
  run: (world) =>
    byFile(world, {
      name: 'carla',
      picture: 'carla.jpg',
      trouble: 'The camera is not allowed',
      screen: 'rider-camera-denied',
    }),
};

export const NO_CAMERA: Journey = {
  name: 'no camera, file approved',
  run: (world) =>
    byFile(world, {
      name: 'dev',
      picture: 'dev.jpg',
      trouble: 'No camera was found',
      screen: 'rider-camera-missing',
    }),
};

interface Way {
  name: string;
  picture: string;
  /** Heading of the screen that says what is wrong. */
  trouble: string;
  screen: string;
}

async function byFile(world: World, { name, picture, trouble, screen }: Way): Promise<void> {
  const { row } = world;
  const rider = await readyToSend(world, name);
  await row('the page says what is wrong, and what can be done', async () => {
    await rider.page.getByRole('link', { name: 'Use the camera' }).click();
    await rider.heading(trouble);
    return rider.page.locator('main p').first().innerText();
  });
  await world.screen(screen, rider);
  await row('trying again is possible, and harmless', async () => {
    await rider.press('Try again');
    await rider.heading(trouble);
    return trouble;
  });
  await row('a file is sent instead, and approved', async () => {
    await choose(rider, picture);
    await send(rider, 'Your photo is approved');
    return picture;
  });
}
