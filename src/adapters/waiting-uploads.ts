// The two queues that uploads pass: whether some wait in them, and putting one there that was lost on its way.

import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';
import type { StoredUpload } from './uploads.ts';

const sqs = captureClient(new SQSClient(SIGNING));

/** Whether an upload that nothing is known of may simply wait for its turn. */
export async function areUploadsWaiting(): Promise<boolean> {
  for (const queue of ['UPLOADS_QUEUE_URL', 'PHOTOS_WAITING_QUEUE_URL'] as const) {
    const command = new GetQueueAttributesCommand({
      QueueUrl: setting(queue),
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes } = await callService('SQS GetQueueAttributes', {}, () => sqs.send(command));
    if (Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0) > 0) return true;
  }
  return false;
}

/** Puts the upload to where photos wait, in the words of the pipe. `again`: which try it is. */
export async function announceUpload(
  { bucket, key, versionId, size, sentAt }: StoredUpload,
  again: number,
): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: setting('PHOTOS_WAITING_QUEUE_URL'),
    MessageBody: JSON.stringify({
      bucket,
      object: { key, 'version-id': versionId, size },
      past: { sentAt: sentAt.toISOString() },
      again,
    }),
  });
  await callService('SQS SendMessage', {}, () => sqs.send(command));
}
