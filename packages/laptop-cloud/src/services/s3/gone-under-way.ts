// A bucket or an upload may be removed while a request on it is carried out: it is then as if the request had come later.
import type { Operation } from '../operation.ts';
import { refuse } from './operation.ts';
import type { ObjectStore } from './store.ts';

/** The operation, which answers NoSuchBucket or NoSuchUpload where what it was about has gone meanwhile. */
export function toldIfGone(operation: Operation, store: ObjectStore): Operation {
  return {
    ...operation,
    async run(call) {
      const { Bucket = '', uploadId } = call.input as { Bucket?: string; uploadId?: string };
      const bucket = store.bucket(Bucket);
      try {
        return await operation.run(call);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        if (bucket && store.bucket(Bucket) !== bucket) refuse('NoSuchBucket', 404, { BucketName: Bucket });
        if (uploadId !== undefined) refuse('NoSuchUpload', 404, { UploadId: uploadId });
        throw error;
      }
    },
  };
}
