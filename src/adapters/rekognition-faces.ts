// Which faces a picture shows.

import { DetectFacesCommand } from '@aws-sdk/client-rekognition';
import type { DetectedFace } from '../domain/photo.ts';
import { ATTRIBUTES, toDetectedFace } from './face-details.ts';
import { IMAGE_ERRORS, imageOf, type Picture, rekognition } from './rekognition-client.ts';
import { callService } from './service-call.ts';

/** Every face on the working copy (DetectFaces: the 100 largest). Throws ImageUnreadableError and the Dependency errors. */
export async function detectFaces(image: Picture): Promise<DetectedFace[]> {
  const command = new DetectFacesCommand({ Image: imageOf(image), Attributes: ATTRIBUTES });
  const { FaceDetails = [] } = await callService('Rekognition DetectFaces', IMAGE_ERRORS, () =>
    rekognition.send(command),
  );
  return FaceDetails.map(toDetectedFace);
}
