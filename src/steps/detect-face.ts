// DetectFace: looks for exactly one usable face on the working copy. `worthChecking` is false where the photo is refused
// anyway: the paid calls behind are saved.
// In: { image }  Out: { findings, face, faces, worthChecking }
// Throws: ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { detectFaces } from '../adapters/rekognition-faces.ts';
import { judgeFaces } from '../domain/face-rules.ts';
import { facesToKeep } from '../domain/measures.ts';
import { WorkingCopySchema } from '../domain/photo.ts';
import { configuration } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ image: WorkingCopySchema });

export const handler = defineStep('DetectFace', Input, async ({ image }) => {
  const faces = await detectFaces(image);
  const { findings, face } = judgeFaces(faces, image, configuration());
  const worthChecking = findings.every(({ status }) => status !== 'failed');
  return { findings, face, faces: facesToKeep(faces), worthChecking };
});
