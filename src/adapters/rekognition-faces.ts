// Which faces a picture shows.

import { DetectFacesCommand } from '@aws-sdk/client-rekognition';
import type { DetectedFace, WorkingCopy } from '../domain/photo.ts';
import { ATTRIBUTES, toDetectedFace } from './face-details.ts';
import { IMAGE_ERRORS, rekognition, s3Image } from './rekognition-client.ts';
import { callService } from './service-call.ts';

/** Every face on the working copy (DetectFaces: the 100 largest). Throws ImageUnreadableError and the Dependency errors. */
export async function detectFaces(image: WorkingCopy): Promise<DetectedFace[]> {
  const command = new DetectFacesCommand({ Image: s3Image(image), Attributes: ATTRIBUTES });
  const { FaceDetails = [] } = await callService('Rekognition DetectFaces', IMAGE_ERRORS, () =>
    rekognition.send(command),
  );
  return FaceDetails.map(toDetectedFace);
}
