// The policy of a bucket, which decides for roles and for AWS services alike.
import { type Policy, parsePolicy } from '../../policies/policy.ts';
import { PolicyError } from '../../policies/policy-error.ts';
import { RESOURCE_KEYS } from '../../policies/request-context.ts';
import { ServiceError } from '../service.ts';

/** Listings carry what they list. */
const KNOWN_KEYS = [...RESOURCE_KEYS, 's3:prefix'];

/** The same of text, as PutBucketPolicy brings it. Throws MalformedPolicy. */
export function parsePolicyText(text: string): Policy {
  try {
    return parsePolicy(JSON.parse(text), { kind: 'resource', knownKeys: KNOWN_KEYS });
  } catch (error) {
    const message =
      error instanceof PolicyError
        ? error.message
        : "Policies must be valid JSON and the first byte must be '{'";
    throw new ServiceError('MalformedPolicy', message);
  }
}

/**
 * Reads the PolicyDocument of AWS::S3::BucketPolicy. Throws an Error for what cannot be decided here, and for a statement that
 * S3 answers with MalformedPolicy, such as `Missing required field Resource`.
 */
export function parseBucketPolicy(document: unknown): Policy {
  try {
    return parsePolicy(document, { kind: 'resource', knownKeys: KNOWN_KEYS });
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new Error(`AWS::S3::BucketPolicy PolicyDocument: ${error.message}`, { cause: error });
  }
}
