// Where the code of a function comes from that the API makes or changes: the request itself, or an object in S3, which is read with
// the rights of the caller. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html
import * as z from 'zod';
import { objectArn } from '../../arns.ts';
import { LAMBDA_BOUNDS } from '../../lambda/unzip.ts';
import { messageOf } from '../message-of.ts';
import { type Principal, ServiceError } from '../service.ts';
import { invalidParameter } from './invalid-parameter.ts';

/** 50 MB, as AWS has it for archives that come with the request. */
const LARGEST_ARCHIVE = 52_428_800;

export const CODE_MEMBERS = {
  ZipFile: z.base64().min(1).optional(),
  S3Bucket: z.string().min(3).max(63).optional(),
  S3Key: z.string().min(1).max(1024).optional(),
  S3ObjectVersion: z.string().min(1).max(1024).optional(),
};
const CodeMembers = z.strictObject(CODE_MEMBERS);
export type CodeMembers = z.output<typeof CodeMembers>;

/** Rejects with S3's own error, and with EntityTooLarge for more than so many bytes. */
export type ReadObject = (
  bucket: string,
  key: string,
  versionId: string | undefined,
  mostBytes: number,
) => Promise<Buffer>;

/** Throws InvalidParameterValueException, AccessDeniedException and RequestEntityTooLargeException. */
export async function archiveOf(
  { ZipFile, S3Bucket, S3Key, S3ObjectVersion }: CodeMembers,
  readObject: ReadObject | undefined,
  principal: Principal,
): Promise<Buffer> {
  const isInS3 = [S3Bucket, S3Key, S3ObjectVersion].some((member) => member !== undefined);
  if (ZipFile !== undefined && isInS3)
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
  if (ZipFile !== undefined) return archiveIn(ZipFile);
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter('Please provide a source for function code.');
  checkRight(principal, S3Bucket, S3Key, S3ObjectVersion);
  if (!readObject) throw invalidParameter('There is no S3 here to read code from.');
  try {
    // No archive that is larger has less than that in it, but for what is not worth reading.
    return await readObject(S3Bucket, S3Key, S3ObjectVersion, LAMBDA_BOUNDS.mostBytes);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    if (error.code === 'EntityTooLarge')
      throw invalidParameter(`Unzipped size must be smaller than ${LAMBDA_BOUNDS.mostBytes} bytes`, error);
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${messageOf(error)}`,
      error,
    );
  }
}

function archiveIn(base64: string): Buffer {
  const archive = Buffer.from(base64, 'base64');
  if (archive.length > LARGEST_ARCHIVE)
    throw new ServiceError(
      'RequestEntityTooLargeException',
      `Zipped size must be smaller than ${LARGEST_ARCHIVE} bytes`,
      413,
    );
  return archive;
}

function checkRight(principal: Principal, bucket: string, key: string, versionId: string | undefined): void {
  const action = versionId === undefined ? 'GetObject' : 'GetObjectVersion';
  if (principal.can(`s3:${action}`, objectArn(bucket, key))) return;
  throw new ServiceError(
    'AccessDeniedException',
    `Your access has been denied by S3, please make sure your request credentials have permission to ${action} for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`,
    403,
    { Type: 'User' },
  );
}
