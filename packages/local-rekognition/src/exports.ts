// Rekognition as a service that is added to the laptop cloud, and what who measures it may listen to.

import type { AddOn } from 'laptop-cloud/service';
import { createRekognition } from './rekognition.ts';

export { VISION_CHANNEL, type VisionSpan } from './vision-process.ts';

/** Amazon Rekognition, answered by models on this machine. Collections are kept in `faces` of the state folder. */
export const rekognition: AddOn = {
  name: 'face models',
  open: ({ accountId, region, folder, readObject, log }) =>
    createRekognition({ accountId, region, folder: folder('faces'), readObject, log }),
};
