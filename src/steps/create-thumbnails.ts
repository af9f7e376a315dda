// CreateThumbnails: square sizes around the face, from one decode of the working copy.
// In: { upload, image, face }  Out: { thumbnails }
// Throws: PhotoGoneError, ImageUnreadableError, ConfigurationError, DependencyRefusedError, DependencyUnavailableError

import { cutThumbnails, type EncodedThumbnail } from '../adapters/image.ts';
import { readObject, writeObject } from '../adapters/s3.ts';
import { thumbnailKey } from '../domain/derived-keys.ts';
import { FaceSchema, type Thumbnail, type Upload, UploadSchema, WorkingCopySchema } from '../domain/photo.ts';
import { planThumbnails } from '../domain/thumbnails.ts';
import { configuration } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ upload: UploadSchema, image: WorkingCopySchema, face: FaceSchema });

export const handler = defineStep('CreateThumbnails', Input, async ({ upload, image, face }) => {
  const { sizes, formats } = configuration().thumbnails;
  const plans = planThumbnails(face.boundingBox, image, sizes);
  const copy = await readObject(image);
  return { thumbnails: await cutThumbnails(copy, plans, formats, (each) => store(upload, each)) };
});

async function store(
  upload: Upload,
  { plan, format, bytes, width, height }: EncodedThumbnail,
): Promise<Thumbnail> {
  const location = { bucket: upload.bucket, key: thumbnailKey(upload, plan.size, format) };
  await writeObject(location, bytes, `image/${format}`);
  return { size: plan.size, format, ...location, width, height, bytes: bytes.byteLength };
}
