#!/bin/sh
# @aws-sdk/client-s3 3.1141.0: with an endpoint that is an IP address, `http://127.0.0.1:4566`, buckets are addressed by path without
# being asked to. Not so one of dotted parts, each of three characters or more: it goes in front of the address,
# `http://old.photos.127.0.0.1:4566`, which is no URL, and every call fails with "Invalid URL" before anything is sent. `my.photos`,
# whose first part is shorter, works, and so does the same bucket over https or with forcePathStyle. Prints each; exits non-zero when
# that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/client-s3@3.1141.0 @aws-sdk/s3-request-presigner@3.1141.0
cat > try.cjs <<'JS'
const { GetObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const { getSignedUrl } = require('@aws-sdk/s3-request-presigner');
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
// It prints each failure itself.
console.error = () => undefined;
const urlOf = async (Bucket, endpoint, more = {}) => {
  const client = new S3Client({ region: 'us-east-1', credentials, endpoint, ...more });
  return getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'k' })).then(
    (url) => url.split('?')[0],
    ({ message }) => message,
  );
};
(async () => {
  const seen = {
    photos: await urlOf('photos', 'http://127.0.0.1:4566'),
    'my.photos': await urlOf('my.photos', 'http://127.0.0.1:4566'),
    'old.photos': await urlOf('old.photos', 'http://127.0.0.1:4566'),
    'old.photos over https': await urlOf('old.photos', 'https://127.0.0.1:4566'),
    'old.photos, forcePathStyle': await urlOf('old.photos', 'http://127.0.0.1:4566', { forcePathStyle: true }),
  };
  console.log('@aws-sdk/client-s3', require('@aws-sdk/client-s3/package.json').version, seen);
  const { 'old.photos': refused, ...others } = seen;
  const isByPath = Object.values(others).every((url) => url.includes('127.0.0.1:4566/'));
  process.exitCode = refused === 'Invalid URL' && isByPath ? 0 : 1;
})();
JS
node try.cjs
# Seen on 2026-11-29: old.photos: Invalid URL; the others: by path
