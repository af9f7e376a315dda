// ErasePhoto: stops the photo's execution, closes its ticket and deletes every version of every object of it.
// In: { riderId, photoId, executionArn }, null where none is known  Out: { objects }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import { closePhoto } from '../adapters/rider-traces.ts';
import { deleteVersions, listVersions } from '../adapters/s3.ts';
import { stopExecution } from '../adapters/step-functions.ts';
import { derivedPrefix } from '../domain/derived-keys.ts';
import { setting } from '../shared/config.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

const id = z.string().check(z.minLength(1));
export const Input = eventSchema({
  riderId: id,
  photo: z.object({ photoId: id, executionArn: z.nullable(id) }),
});

export const handler = defineStep('ErasePhoto', Input, async ({ riderId, photo }) => {
  const { photoId, executionArn } = photo;
  // The ticket first: a vote that comes now is answered that there is nothing to decide.
  await closePhoto(riderId, photoId, new Date());
  if (executionArn !== null) await stopExecution(executionArn, 'RiderForgotten');
  const bucket = setting('PHOTOS_BUCKET');
  const incoming = `incoming/${riderId}/${photoId}`;
  const uploads = (await listVersions(bucket, incoming)).filter(
    ({ key }) => key === incoming || key.startsWith(`${incoming}/`),
  );
  const copies = await listVersions(bucket, derivedPrefix({ riderId, photoId }));
  return { objects: await deleteVersions(bucket, [...uploads, ...copies]) };
});
