import type { Journey } from './journey.ts';
import { APPEAL } from './journeys/appeal.ts';
import { CAMERA_TO_APPROVED } from './journeys/camera-to-approved.ts';
import { DARK_THEN_RETAKE } from './journeys/dark-then-retake.ts';
import { ERASE } from './journeys/erase.ts';
import { EXPIRY } from './journeys/expiry.ts';
import { INTERRUPTIONS } from './journeys/interruptions.ts';
import { KEYBOARD } from './journeys/keyboard.ts';
import { LINK_SCANNER } from './journeys/link-scanner.ts';
import { MY_DATA } from './journeys/my-data.ts';
import { PLACE_STAYS } from './journeys/place-stays.ts';
import { SLOW_DEVICE } from './journeys/slow-device.ts';
import { TWO_REVIEWERS } from './journeys/two-reviewers.ts';
import { CAMERA_DENIED, NO_CAMERA } from './journeys/without-a-camera.ts';

/** Everything that is travelled, in this order. */
export const JOURNEYS: Journey[] = [
  CAMERA_TO_APPROVED,
  DARK_THEN_RETAKE,
  PLACE_STAYS,
  CAMERA_DENIED,
  NO_CAMERA,
  TWO_REVIEWERS,
  EXPIRY,
  APPEAL,
  KEYBOARD,
  INTERRUPTIONS,
  MY_DATA,
  ERASE,
  LINK_SCANNER,
  SLOW_DEVICE,
];
