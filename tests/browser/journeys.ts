import type { Journey } from './journey.ts';
import { CAMERA_TO_APPROVED } from './journeys/camera-to-approved.ts';

/** Everything that is travelled, in this order. */
export const JOURNEYS: Journey[] = [CAMERA_TO_APPROVED];
