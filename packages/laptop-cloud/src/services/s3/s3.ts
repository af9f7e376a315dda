// The local S3: puts the store, the operations and the events together behind the gateway.

import type { Clock } from 'states-language';
import type { Policy } from '../../policies/policy.ts';
import type { ServiceCaller } from '../../policies/request-context.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { Bus } from '../bus.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import type { Operation } from '../operation.ts';
import { DIALECTS, renderError } from '../protocols/fault.ts';
import { restXmlService } from '../protocols/rest-xml.ts';
import type { Principal, Service, ServiceRequest, ServiceResponse } from '../service.ts';
import { wholeAnswer } from '../write-answer.ts';
import { unpackBody } from './aws-chunked.ts';
import type { Bucket } from './bucket.ts';
import { parsePolicyText } from './bucket-policy.ts';
import { answerPreflight, corsHeaders } from './cors.ts';
import { destinationTest } from './destinations.ts';
import { createEvents, type S3Events } from './events.ts';
import { toldIfGone } from './gone-under-way.ts';
import { USUAL_HEADERS, WRITE_CONDITIONS } from './headers.ts';
import { checkKey } from './key-rules.ts';
import { sweepBuckets } from './lifecycle.ts';
import { createNotifications } from './notifications.ts';
import {
  bucketOf,
  findVersion,
  mayList,
  type ObjectCall,
  refuse,
  refuseEmptyVersion,
  refuseOtherOwner,
  type S3,
} from './operation.ts';
import { s3ResourceTypes } from './resource-types.ts';
import { OPERATIONS, OTHER_TELLING, QUERY_MEMBERS, refuseUnknown } from './routes.ts';
import { openStore } from './store.ts';

export interface S3Options {
  /** Holds one folder per bucket; made if missing. */
  folder: string;
  /** Where notifications are kept that have not arrived; without it they end with the process. */
  deliveriesFile?: string;
  bus: Bus;
  region: string;
  accountId: string;
  /** Origin of the gateway, for addresses of buckets in templates. */
  endpoint?: () => string;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
  /** Milliseconds since 1970; the machine's clock by default. */
  clock?: Pick<Clock, 'now'>;
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
}

export interface LocalS3 {
  service: Service;
  resourceTypes: ResourceTypes;
  /**
   * The bytes of an object, for services that read objects themselves. Rejects with S3's own error, and with EntityTooLarge where
   * it is larger than the reader wants.
   */
  readObject(bucketName: string, key: string, versionId?: string, mostBytes?: number): Promise<Buffer>;
  /** Answers an AWS service on behalf of one of its resources: the bucket's policy alone decides. */
  answerService(request: ForService, caller: ServiceCaller): Promise<ServiceResponse>;
  /** Applies the lifecycle rules now; it is also done every hour. */
  sweep(): Promise<void>;
  /** Goes on with the notifications that an earlier process has left, and gives how many; who is told must be there. */
  resume(): number;
}

/** A request that needs no signature: `/bucket/key`. */
export type ForService = Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'requestId'>;

/** Of one request, with the framing of its chunks; larger objects come in parts. */
const MOST_BYTES = 5 * 2 ** 30 + 64 * 2 ** 20;
const SWEEP_EVERY_MS = 3_600_000;

/** What any operation may refuse with. */
const ERRORS_OF_ALL = [
  'AccessControlListNotSupported',
  'EntityTooLarge',
  'BadDigest',
  'BadRequest',
  'IncompleteBody',
  'InvalidArgument',
  'InvalidBucketOwnerAWSAccountID',
  'InvalidRequest',
  'InvalidURI',
  'KeyTooLongError',
  'MalformedTrailerError',
  'MissingContentLength',
  'NoSuchBucket',
  'NotImplemented',
  'SignatureDoesNotMatch',
];

/** Opens the S3 of one folder. State survives restarts. */
export function createS3(options: S3Options): LocalS3 {
  const { bus, region, accountId } = options;
  const log = options.log ?? ((line: string) => console.error(line));
  const now = () => (options.clock ?? Date).now();
  const store = openStore(options.folder, now);
  const notifications = createNotifications({
    bus,
    region,
    accountId,
    now,
    file: options.deliveriesFile,
    log,
  });
  const events = both(createEvents({ bus, region, accountId, now }), notifications);
  const policies = new Map<string, Policy>();
  for (const { name, settings } of store.buckets())
    if (settings.policy !== null) policies.set(name, parsePolicyText(settings.policy));
  const testDestinations = destinationTest(store, notifications.test);
  const s3: S3 = {
    store,
    region,
    accountId,
    now,
    events,
    policies,
    parsePolicy: parsePolicyText,
    testDestinations,
    keyRefusal: options.keyRefusal ?? (() => undefined),
  };

  const service = restXmlService({
    scope: 's3',
    operations: OPERATIONS.map((operation) => toldIfGone(withUsualHeaders(operation(s3)), store)),
    otherTelling: OTHER_TELLING,
    queryMembers: QUERY_MEMBERS,
    badInput: 'InvalidRequest',
    errors: ERRORS_OF_ALL,
    prepare: (request) => unpackBody(withHoistedHeaders(request)),
    check(request, operation, { Key = '' }) {
      checkKey(Key);
      refuseEmptyVersion(request.query.get('versionId'), 'versionId');
      refuseUnknown(request, operation);
      refuseOtherOwner(request.headers['x-amz-expected-bucket-owner'], accountId);
    },
    log,
    close: async () => {
      clearInterval(timer);
      await notifications.close();
      await store.close();
    },
  });

  async function handle(given: ServiceRequest): Promise<ServiceResponse> {
    // In its paths, too, a plus is a space.
    const request = given.path.includes('+') ? { ...given, path: given.path.replaceAll('+', '%20') } : given;
    if (request.method === 'OPTIONS') return preflight(request, targetOf(request));
    const response = await service.handle(request);
    if (response.status < 400 && request.headers['origin'] === undefined) return response;
    const { bucketName, key } = targetOf(request);
    const marker = response.status >= 400 ? markerHeaders(request, { bucketName, key }) : {};
    const cors = corsHeaders(request, store.bucket(bucketName));
    return { ...response, headers: { ...response.headers, ...marker, ...cors } };
  }

  // Only objects and parts are large, and those may be had by nobody unsigned.
  function largeBody({ method, path }: Pick<ServiceRequest, 'method' | 'path'>) {
    const isObject = method === 'PUT' && targetOf({ path }).key !== '';
    return isObject ? { folder: store.incoming, mostBytes: MOST_BYTES } : undefined;
  }

  function preflight(request: ServiceRequest, { bucketName, key }: Target): ServiceResponse {
    try {
      return answerPreflight(request, store.bucket(bucketName), key === '' ? 'BUCKET' : 'OBJECT');
    } catch (error) {
      const refusal = renderError(error, DIALECTS.s3, request.requestId);
      return {
        ...refusal,
        headers: { ...refusal.headers, ...corsHeaders(request, store.bucket(bucketName)) },
      };
    }
  }

  // A hidden key is told from one that never was, and a marker that is named can be deleted alone.
  function markerHeaders(request: ServiceRequest, { bucketName, key }: Target): Record<string, string> {
    const bucket = store.bucket(bucketName);
    const named = request.query.get('versionId');
    const versions = bucket?.keys.get(key) ?? [];
    const meant = named === null ? versions[0] : versions.find(({ versionId }) => versionId === named);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || !meant?.deleteMarker || !mayList(s3, request, bucketName)) return {};
    const marker = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': meant.versionId };
    return named === null ? marker : { ...marker, allow: 'DELETE' };
  }

  const sweep = () => sweepBuckets(s3);
  const timer = setInterval(() => {
    sweep().catch((error: Error) => log(`s3 lifecycle: ${error.stack}`));
  }, SWEEP_EVERY_MS);
  timer.unref();

  return {
    service: { ...service, forgetsBodies: true, handle, largeBody },
    resourceTypes: s3ResourceTypes({
      store,
      policies,
      testDestinations,
      endpoint: options.endpoint,
    }),
    readObject: (Bucket, Key, ...which) =>
      readObject(s3, { request: INTERNAL, input: { Bucket, Key } }, ...which),
    answerService: async (request, caller) =>
      wholeAnswer(await handle({ ...request, endpoint: '', principal: servicePrincipal(caller) })),
    sweep,
    resume: notifications.resume,
  };
}

async function readObject(
  s3: S3,
  call: ObjectCall,
  versionId?: string,
  mostBytes = Number.POSITIVE_INFINITY,
): Promise<Buffer> {
  const version = findVersion(call, s3, versionId);
  if (version.size > mostBytes)
    refuse('EntityTooLarge', 400, { ProposedSize: version.size, MaxSizeAllowed: mostBytes });
  return s3.store.read(bucketOf(call, s3), version);
}

function withUsualHeaders(operation: Operation): Operation {
  const { http } = operation;
  if (!http) return operation;
  return { ...operation, http: { ...http, headers: [...USUAL_HEADERS, ...(http.headers ?? [])] } };
}

function servicePrincipal(service: ServiceCaller): Principal {
  return { arn: `${service.service} for ${service.arn}`, service, can: () => false };
}

function both(first: S3Events, second: S3Events): S3Events {
  return {
    created: async (...happened) => {
      if (tellsNobody(happened[0])) return;
      await Promise.all([first.created(...happened), second.created(...happened)]);
    },
    deleted: async (...happened) => {
      await Promise.all([first.deleted(...happened), second.deleted(...happened)]);
    },
    tagged: async (...happened) => {
      await Promise.all([first.tagged(...happened), second.tagged(...happened)]);
    },
  };
}

function tellsNobody({ settings }: Bucket): boolean {
  return !settings.eventBridge && settings.notifications.length === 0;
}

interface Target {
  bucketName: string;
  key: string;
}

/** Where a request goes; nowhere if its path is malformed. */
function targetOf({ path }: Pick<ServiceRequest, 'path'>): Target {
  const [, bucketName = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  try {
    return { bucketName: decodeURIComponent(bucketName), key: decodeURIComponent(key) };
  } catch {
    return { bucketName: '', key: '' };
  }
}

// Presigners move x-amz- headers into the query, and some the conditions of a write, where they mean the same.
function withHoistedHeaders(request: ServiceRequest): ServiceRequest {
  if (request.query.size === 0) return request;
  const hoisted: [name: string, value: string][] = [];
  for (const [key, value] of request.query) {
    const name = key.toLowerCase();
    const isHoisted =
      (name.startsWith('x-amz-') && !SIGNATURE_QUERY.has(name)) || WRITE_CONDITIONS.includes(name);
    if (isHoisted) hoisted.push([name, value]);
  }
  return hoisted.length === 0
    ? request
    : { ...request, headers: { ...Object.fromEntries(hoisted), ...request.headers } };
}

const SIGNATURE_QUERY = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  // What a presigner would have computed, had there been a body.
  'x-amz-sdk-checksum-algorithm',
]);

// Reads by other services happen inside the cloud: whoever calls them authorizes.
const INTERNAL: ServiceRequest = {
  method: 'GET',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  principal: { arn: 'internal', can: () => true },
  endpoint: '',
  requestId: 'internal',
};
