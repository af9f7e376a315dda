// What a case is: calls that any AWS client could make, and what AWS answers to them.
import type { World } from './world.ts';

export interface Case {
  /** The behaviour, in words; one of its kind in its service. */
  name: string;
  /** Where the answer is from: a page of AWS's documentation, or how it was seen. */
  source: string;
  /** Makes the calls, and gives what of their answers counts. */
  observe(world: World): Promise<unknown>;
  /** Every member of it must be in what was observed; a RegExp matches a text, ABSENT a member that is not there. */
  expected: unknown;
}

export const SERVICES = ['s3', 'sqs', 'sns', 'events', 'dynamodb', 'states', 'lambda'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** Expected where a member must not be. */
export const ABSENT = Symbol('absent');

/** Pages of AWS's documentation, by the service that they tell of. */
export const PAGES = {
  s3: (operation: string) => `https://docs.aws.amazon.com/AmazonS3/latest/API/API_${operation}.html`,
  s3Guide: (page: string) => `https://docs.aws.amazon.com/AmazonS3/latest/userguide/${page}.html`,
  sqs: (operation: string) =>
    `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_${operation}.html`,
  sqsGuide: (page: string) =>
    `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/${page}.html`,
  sns: (operation: string) => `https://docs.aws.amazon.com/sns/latest/api/API_${operation}.html`,
  snsGuide: (page: string) => `https://docs.aws.amazon.com/sns/latest/dg/${page}.html`,
  events: (operation: string) =>
    `https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_${operation}.html`,
  eventsGuide: (page: string) => `https://docs.aws.amazon.com/eventbridge/latest/userguide/${page}.html`,
  dynamodb: (operation: string) =>
    `https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_${operation}.html`,
  dynamodbGuide: (page: string) =>
    `https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/${page}.html`,
  states: (operation: string) =>
    `https://docs.aws.amazon.com/step-functions/latest/apireference/API_${operation}.html`,
  statesGuide: (page: string) => `https://docs.aws.amazon.com/step-functions/latest/dg/${page}.html`,
  lambda: (operation: string) => `https://docs.aws.amazon.com/lambda/latest/api/API_${operation}.html`,
  lambdaGuide: (page: string) => `https://docs.aws.amazon.com/lambda/latest/dg/${page}.html`,
  language: 'https://states-language.net/spec.html',
  seen: (when: string) => `answers recorded from AWS, ${when}`,
} as const;
