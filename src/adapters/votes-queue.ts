// The queue behind votes: it holds each back until it can no longer be undone.

import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const sqs = captureClient(new SQSClient(SIGNING));

/** Has the photo's votes counted after that many seconds, 900 at most. */
export async function countLater(
  message: { riderId: string; photoId: string; isClock?: boolean },
  seconds: number,
): Promise<void> {
  const command = new SendMessageCommand({
    QueueUrl: setting('VOTES_QUEUE_URL'),
    MessageBody: JSON.stringify(message),
    DelaySeconds: seconds,
  });
  await callService('SQS SendMessage', {}, () => sqs.send(command));
}
