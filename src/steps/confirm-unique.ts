// ConfirmUnique: two riders may race with one face. Now that it is in the collection, the one who came first keeps it. Asked where
// IndexFace could not settle it.
// In: { upload, faceId, rider, decidedBy, resembles }  Out: { findings, faceId, unique, replacedFaceIds, replacedPhotoIds, resembles }
// Throws: FaceNotYetSearchableError, PhotoGoneError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import * as z from 'zod/mini';
import { confirmFace } from '../adapters/confirm-face.ts';
import { UploadSchema } from '../domain/photo.ts';
import { configuration } from '../shared/config.ts';
import { RiderAnswerSchema } from '../shared/photo-schemas.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({
  upload: UploadSchema,
  faceId: z.string().check(z.minLength(1)),
  rider: RiderAnswerSchema,
  /** `rules`, or the people who approved the photo: they have seen it beside those of the riders it resembles. */
  decidedBy: z.string(),
  resembles: z.array(z.string()),
});

export const handler = defineStep(
  'ConfirmUnique',
  Input,
  ({ upload: { riderId, photoId }, faceId, rider, decidedBy, resembles }) =>
    confirmFace({ riderId, photoId, faceId, rider, decidedBy, resembles }, configuration()),
);
