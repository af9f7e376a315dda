// Which names a bucket may have.

const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** What belongs to access points, directory buckets and the like. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_NAME = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

/** Whether S3 would take it as a name. */
export function isBucketName(name: string): boolean {
  if (!BUCKET_NAME.test(name) || RESERVED_NAME.test(name)) return false;
  return !name.includes('..') && !/^\d+(\.\d+){3}$/.test(name);
}
