// DiscardUpload: the rider was forgotten or has not agreed, so nobody may look at the photo: the file goes, and is counted.
// In: { upload }  Out: { deletedObjects }
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import { deleteVersions } from '../adapters/s3.ts';
import { UploadSchema } from '../domain/photo.ts';
import { defineStep, eventSchema } from '../shared/step.ts';
import { countBy } from '../shared/telemetry.ts';

export const Input = eventSchema({ upload: UploadSchema });

export const handler = defineStep('DiscardUpload', Input, async ({ upload: { bucket, key, versionId } }) => {
  const deletedObjects = await deleteVersions(bucket, [{ key, versionId, isCurrent: true }]);
  countBy('UploadsDiscarded', 'reason', 'not-welcome');
  return { deletedObjects };
});
