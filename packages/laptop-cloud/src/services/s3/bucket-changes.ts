// Writes of what buckets.ts reads: versioning, encryption, CORS, tags, and who may reach a bucket at all.
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import type { CorsRule, PublicAccessBlock } from './bucket.ts';
import { DEFAULT_SETTINGS } from './bucket.ts';
import { deletesSettings, putsSettings } from './change-settings.ts';
import { bucketOf, refuse, type S3Operation } from './operation.ts';
import { checkTags, OF_BUCKET } from './tag-rules.ts';
import { TAGGING, tagPairs } from './tagging.ts';
import { parseXmlBody, type XmlElement } from './xml-body.ts';

const VERSIONING: XmlShape = { VersioningConfiguration: { Status: 'text', MfaDelete: 'text' } };

export const putBucketVersioning: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketVersioning',
    query: 'versioning',
    errors: ['IllegalVersioningConfigurationException'],
    body: VERSIONING,
    change({ request }) {
      const root = parseXmlBody(request.body, VERSIONING);
      const status = root.text('Status');
      if (status === undefined)
        throw new ServiceError(
          'IllegalVersioningConfigurationException',
          'The Versioning element must be specified',
        );
      const versioning = oneOf(status, ['Enabled', 'Suspended'] as const);
      if ((root.text('MfaDelete') ?? 'Disabled') !== 'Disabled')
        throw new ServiceError('NotImplemented', 'The local s3 service does not support MfaDelete', 501);
      return { versioning };
    },
  });

const ENCRYPTION: XmlShape = {
  ServerSideEncryptionConfiguration: {
    Rule: {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'text', KMSMasterKeyID: 'text' },
      BucketKeyEnabled: 'text',
      BlockedEncryptionTypes: 'not here',
    },
  },
};

export const putBucketEncryption: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketEncryption',
    query: 'encryption',
    action: 's3:PutEncryptionConfiguration',
    errors: ['InvalidArgument'],
    body: ENCRYPTION,
    change({ request }) {
      const rule = single(parseXmlBody(request.body, ENCRYPTION), 'Rule');
      const byDefault = single(rule, 'ApplyServerSideEncryptionByDefault');
      const algorithm = oneOf(byDefault.text('SSEAlgorithm'), ['AES256', 'aws:kms', 'aws:kms:dsse'] as const);
      const kmsKeyId = byDefault.text('KMSMasterKeyID');
      if (kmsKeyId !== undefined && algorithm === 'AES256')
        throw new ServiceError(
          'InvalidArgument',
          'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
          400,
          { ArgumentName: 'ApplyServerSideEncryptionByDefault' },
        );
      return {
        isEncryptionPut: true,
        encryption: {
          algorithm,
          ...(kmsKeyId ? { kmsKeyId } : {}),
          ...(rule.text('BucketKeyEnabled') === 'true' ? { bucketKey: true } : {}),
        },
      };
    },
  });

export const deleteBucketEncryption: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketEncryption',
    query: 'encryption',
    action: 's3:PutEncryptionConfiguration',
    change: () => ({ encryption: DEFAULT_SETTINGS.encryption, isEncryptionPut: false }),
  });

const METHODS: ReadonlySet<string> = new Set(['GET', 'PUT', 'HEAD', 'POST', 'DELETE']);

const CORS: XmlShape = {
  CORSConfiguration: {
    CORSRule: {
      ID: 'text',
      AllowedOrigin: 'text',
      AllowedMethod: 'text',
      AllowedHeader: 'text',
      ExposeHeader: 'text',
      MaxAgeSeconds: 'text',
    },
  },
};

export const putBucketCors: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketCors',
    query: 'cors',
    action: 's3:PutBucketCORS',
    errors: ['InvalidRequest'],
    body: CORS,
    change({ request }) {
      const rules = parseXmlBody(request.body, CORS).all('CORSRule');
      if (rules.length === 0 || rules.length > 100) refuse('MalformedXML', 400);
      return { cors: rules.map(corsRule) };
    },
  });

function corsRule(rule: XmlElement): CorsRule {
  const texts = (name: string) => rule.all(name).map((one) => one.ownText);
  const methods = texts('AllowedMethod');
  if (methods.length === 0) refuse('MalformedXML', 400);
  const other = methods.find((method) => !METHODS.has(method));
  if (other !== undefined)
    throw new ServiceError(
      'InvalidRequest',
      `Found unsupported HTTP method in CORS config. Unsupported method is ${other}`,
    );
  const origins = texts('AllowedOrigin');
  if (origins.length === 0) refuse('MalformedXML', 400);
  const maxAge = rule.text('MaxAgeSeconds');
  const id = rule.text('ID');
  return {
    ...(id ? { id } : {}),
    allowedOrigins: origins,
    allowedMethods: methods,
    allowedHeaders: texts('AllowedHeader'),
    exposedHeaders: texts('ExposeHeader'),
    ...(maxAge === undefined ? {} : { maxAgeSeconds: wholeNumber(maxAge) }),
  };
}

export const deleteBucketCors: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketCors',
    query: 'cors',
    action: 's3:PutBucketCORS',
    change: () => ({ cors: [] }),
  });

export const putBucketTagging: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketTagging',
    query: 'tagging',
    errors: ['BadRequest', 'InvalidTag'],
    body: TAGGING,
    status: 204,
    change: ({ request }) => ({ tags: checkTags(tagPairs(request.body), OF_BUCKET) }),
  });

export const deleteBucketTagging: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketTagging',
    query: 'tagging',
    action: 's3:PutBucketTagging',
    change: () => ({ tags: {} }),
  });

const PUBLIC_ACCESS: XmlShape = {
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: 'text',
    IgnorePublicAcls: 'text',
    BlockPublicPolicy: 'text',
    RestrictPublicBuckets: 'text',
  },
};

export const putPublicAccessBlock: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutPublicAccessBlock',
    query: 'publicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
    body: PUBLIC_ACCESS,
    change({ request }) {
      const root = parseXmlBody(request.body, PUBLIC_ACCESS);
      const flag = (name: string) => root.text(name)?.toLowerCase() === 'true';
      const publicAccess: PublicAccessBlock = {
        BlockPublicAcls: flag('BlockPublicAcls'),
        IgnorePublicAcls: flag('IgnorePublicAcls'),
        BlockPublicPolicy: flag('BlockPublicPolicy'),
        RestrictPublicBuckets: flag('RestrictPublicBuckets'),
      };
      return { publicAccess };
    },
  });

export const deletePublicAccessBlock: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeletePublicAccessBlock',
    query: 'publicAccessBlock',
    action: 's3:PutBucketPublicAccessBlock',
    change: () => ({ publicAccess: null }),
  });

export const putBucketPolicy: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketPolicy',
    query: 'policy',
    errors: ['MalformedPolicy'],
    status: 204,
    change(call) {
      const text = call.request.body.toString('utf8');
      s3.policies.set(bucketOf(call, s3).name, s3.parsePolicy(text));
      return { policy: text };
    },
  });

export const deleteBucketPolicy: S3Operation = (s3) =>
  deletesSettings(s3, {
    name: 'DeleteBucketPolicy',
    query: 'policy',
    change(call) {
      s3.policies.delete(bucketOf(call, s3).name);
      return { policy: null };
    },
  });

/** The one element of that name. */
export function single(element: XmlElement, name: string): XmlElement {
  const [only, ...others] = element.all(name);
  return only && others.length === 0 ? only : refuse('MalformedXML', 400);
}

export function oneOf<const T extends string>(text: string | undefined, allowed: readonly T[]): T {
  return allowed.find((one) => one === text) ?? refuse('MalformedXML', 400);
}

export function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse('MalformedXML', 400);
}
