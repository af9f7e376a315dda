// What each operation of the workflow is paid by. One that is not in this table is refused by name: a bill must not forget it.

import type { AccessLine } from 'laptop-cloud';
import type { Priced } from './prices.ts';

/** One thing used, before it is priced. */
export interface Usage {
  service: string;
  what: string;
  amount: number;
  /** Null: it costs nothing. */
  price: Priced | null;
}

type Charge = (line: AccessLine) => Omit<Usage, 'service' | 'what'>[];

const perRequest =
  (price: Priced): Charge =>
  () => [{ amount: 1, price }];
const free: Charge = () => [{ amount: 1, price: null }];
const units: Charge = ({ operation, status, amounts = {} }) => {
  if (status === 200 && amounts['readUnits'] === undefined && amounts['writeUnits'] === undefined)
    throw new Error(`the laptop did not say how many units ${operation} used`);
  return [
    // Nothing found is half a unit at least, if read as it is in the end.
    ...(amounts['readUnits'] === undefined
      ? []
      : [{ amount: Math.max(0.5, amounts['readUnits']), price: 'dynamoDbReadUnit' as const }]),
    ...(amounts['writeUnits'] === undefined
      ? []
      : [{ amount: amounts['writeUnits'], price: 'dynamoDbWriteUnit' as const }]),
  ];
};
const image = perRequest('rekognitionImage');
const put = perRequest('s3Put');
const get = perRequest('s3Get');

/** HTTP APIs count each 512 KB begun as a request. */
const HTTP_API_BYTES = 512 * 1024;
const httpApi: Charge = ({ bytesIn = 0, bytesOut = 0 }) => [
  { amount: Math.max(1, Math.ceil((bytesIn + bytesOut) / HTTP_API_BYTES)), price: 'httpApiRequest' },
];

/** By service and operation, as the access log names them. Lambda is reckoned apart (functions.ts). */
const CHARGES: Readonly<Record<string, Charge>> = {
  'execute-api request': httpApi,
  'rekognition DetectFaces': image,
  'rekognition DetectLabels': image,
  'rekognition DetectModerationLabels': image,
  'rekognition IndexFaces': image,
  'rekognition SearchFaces': image,
  'rekognition SearchFacesByImage': image,
  'rekognition DeleteFaces': free,
  's3 PutObject': put,
  's3 PostObject': put,
  's3 CopyObject': put,
  's3 GetObject': get,
  's3 HeadObject': get,
  's3 ListObjectVersions': put,
  's3 ListObjectsV2': put,
  's3 DeleteObject': free,
  's3 DeleteObjects': free,
  'dynamodb GetItem': units,
  'dynamodb Query': units,
  'dynamodb BatchGetItem': units,
  'dynamodb UpdateItem': units,
  'dynamodb PutItem': units,
  'dynamodb TransactWriteItems': units,
  'events PutEvents': perRequest('eventBridgeEvent'),
  'events from aws.s3': free,
  'events from aws.states': free,
  'sns Publish': perRequest('snsPublish'),
  // A message is sent, received and deleted.
  'sqs delivery': () => [{ amount: 3, price: 'sqsRequest' }],
  'states StartExecution': free,
  'states SendTaskSuccess': free,
  'xray PutTraceSegments': free,
};

/** Rekognition reads the picture from the bucket itself, in the caller's name. */
const READS_OBJECT = /^(Detect|IndexFaces|SearchFacesByImage)/;

/** What one line of the access log uses. Throws for an operation that nobody has said the price of. */
export function usageOf(line: AccessLine): Usage[] {
  const { service, operation } = line;
  const name = `${service} ${operation}`;
  const charge = Object.hasOwn(CHARGES, name) ? CHARGES[name] : undefined;
  if (!charge)
    throw new Error(
      `no price for ${name}: say in tools/cost/operations.ts what it is paid by, or that it is free`,
    );
  const used = charge(line).map((one) => ({ service, what: operation, ...one }));
  const read: Usage[] =
    service === 'rekognition' && READS_OBJECT.test(operation)
      ? [{ service: 's3', what: 'GetObject by Rekognition', amount: 1, price: 's3Get' }]
      : [];
  // The pipe's own charge: what it puts into the queue that photos wait in.
  const piped: Usage[] =
    name === 'sqs delivery' && line.resource?.includes('PhotosWaiting')
      ? [{ service: 'pipes', what: 'event passed on', amount: 1, price: 'pipesRequest' }]
      : [];
  return [...used, ...read, ...piped];
}
