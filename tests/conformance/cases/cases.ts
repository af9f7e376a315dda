// All cases, by service.
import type { Case, ServiceName } from '../case.ts';
import { listingAndVersions } from './s3/listing-and-versions.ts';
import { objects } from './s3/objects.ts';
import { uploadsAndBuckets } from './s3/uploads-and-buckets.ts';
import { messages } from './sqs/messages.ts';
import { queues } from './sqs/queues.ts';

export const CASES: Readonly<Record<ServiceName, readonly Case[]>> = {
  s3: [...objects, ...listingAndVersions, ...uploadsAndBuckets],
  sqs: [...messages, ...queues],
  sns: [],
  events: [],
  dynamodb: [],
  states: [],
  lambda: [],
};
