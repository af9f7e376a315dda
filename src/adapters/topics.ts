// Messages to people who run the checks: operators and reviewers.

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { setting } from '../shared/config.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService } from './service-call.ts';
import { SIGNING } from './signing.ts';

const sns = captureClient(new SNSClient(SIGNING));

/** Without personal data: these become mails. */
export interface Notice {
  subject: string;
  text: string;
}

export const tellOperators = (notice: Notice): Promise<void> =>
  publish(setting('OPERATOR_ALERTS_TOPIC_ARN'), notice);

export const tellReviewers = (notice: Notice): Promise<void> =>
  publish(setting('REVIEWER_MESSAGES_TOPIC_ARN'), notice);

async function publish(TopicArn: string, { subject, text }: Notice): Promise<void> {
  const command = new PublishCommand({ TopicArn, Subject: subject, Message: text });
  await callService('SNS Publish', {}, () => sns.send(command));
}
