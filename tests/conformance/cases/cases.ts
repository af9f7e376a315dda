// All cases, by service.
import type { Case, ServiceName } from '../case.ts';
import { items } from './dynamodb/items.ts';
import { tablesAndReads } from './dynamodb/tables-and-reads.ts';
import { delivery } from './events/delivery.ts';
import { patterns } from './events/patterns.ts';
import { rules } from './events/rules.ts';
import { functions } from './lambda/functions.ts';
import { invoking } from './lambda/invoking.ts';
import { permissions } from './lambda/permissions.ts';
import { versions } from './lambda/versions.ts';
import { listingAndVersions } from './s3/listing-and-versions.ts';
import { objects } from './s3/objects.ts';
import { uploadsAndBuckets } from './s3/uploads-and-buckets.ts';
import { publishing } from './sns/publishing.ts';
import { topics } from './sns/topics.ts';
import { messages } from './sqs/messages.ts';
import { queues } from './sqs/queues.ts';
import { flow } from './states/flow.ts';
import { languages } from './states/languages.ts';
import { machines } from './states/machines.ts';

export const CASES: Readonly<Record<ServiceName, readonly Case[]>> = {
  s3: [...objects, ...listingAndVersions, ...uploadsAndBuckets],
  sqs: [...messages, ...queues],
  sns: [...publishing, ...topics],
  events: [...rules, ...patterns, ...delivery],
  dynamodb: [...items, ...tablesAndReads],
  states: [...machines, ...flow, ...languages],
  lambda: [...invoking, ...functions, ...versions, ...permissions],
};
