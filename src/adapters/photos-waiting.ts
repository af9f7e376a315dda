// The queue of photos that wait until there is room for one more.

import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Upload } from '../domain/photo.ts';
import type { Past } from '../domain/photo-past.ts';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const sqs = captureClient(new SQSClient(SIGNING));

/** An upload once more, as the pipe brings them; once for each version of the thresholds, and for each try after a message was lost. */
export async function sendAgain(
  { bucket, key, versionId, size }: Pick<Upload, 'bucket' | 'key' | 'versionId' | 'size'>,
  recheck: { version: string; told: string; past: Past },
  again = 0,
): Promise<void> {
  const { past, ...once } = recheck;
  const message = {
    bucket,
    object: { key, 'version-id': versionId, size },
    past,
    recheck: once,
    ...(again > 0 && { again }),
  };
  const command = new SendMessageCommand({
    QueueUrl: setting('PHOTOS_WAITING_QUEUE_URL'),
    MessageBody: JSON.stringify(message),
  });
  await callService('SQS SendMessage', {}, () => sqs.send(command));
}
