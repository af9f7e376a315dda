// Whether a bucket's transfers are accelerated: kept and told. The endpoint that does it is far away, and nothing here gets faster.
import type { XmlShape } from '../protocols/xml-shape.ts';
import { ServiceError } from '../service.ts';
import { asks } from './ask-bucket.ts';
import { oneOf } from './bucket-changes.ts';
import { putsSettings } from './change-settings.ts';
import { type S3Operation, xmlAnswer } from './operation.ts';
import { parseXmlBody } from './xml-body.ts';

const BODY: XmlShape = { AccelerateConfiguration: { Status: 'text' } };

export const ACCELERATIONS = ['Enabled', 'Suspended'] as const;

export const getBucketAccelerateConfiguration: S3Operation = (s3) =>
  asks(s3, {
    name: 'GetBucketAccelerateConfiguration',
    query: 'accelerate',
    action: 's3:GetAccelerateConfiguration',
    answer: ({ acceleration }) => xmlAnswer('AccelerateConfiguration', { Status: acceleration }),
  });

export const putBucketAccelerateConfiguration: S3Operation = (s3) =>
  putsSettings(s3, {
    name: 'PutBucketAccelerateConfiguration',
    query: 'accelerate',
    action: 's3:PutAccelerateConfiguration',
    errors: ['InvalidRequest'],
    body: BODY,
    change({ input, request }) {
      if (input.Bucket.includes('.'))
        throw new ServiceError(
          'InvalidRequest',
          'S3 Transfer Acceleration is not supported for buckets with periods (.) in their names',
        );
      return { acceleration: oneOf(parseXmlBody(request.body, BODY).text('Status'), ACCELERATIONS) };
    },
  });
