// Answers of S3 as they go over the wire, beside what its operations say.
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startS3, type TestS3 } from '../../support/s3.ts';

let test: TestS3;
beforeAll(async () => {
  test = await startS3();
  await test.addBucket('photos');
});
afterAll(() => test.close());

// What the checksum would be is not known before the body is.
const presigner = () =>
  new S3Client({ ...test.gateway.clientConfig, requestChecksumCalculation: 'WHEN_REQUIRED' });
const where = (Key: string) => ({ Bucket: 'photos', Key });

it('tells of an answer by two ids, and of an error in its body, too', async () => {
  const put = await test.client.send(new PutObjectCommand({ ...where('ids'), Body: 'selfie' }));
  const refused = await fetch(await getSignedUrl(test.client, new GetObjectCommand(where('none'))));

  expect(put.$metadata).toMatchObject({
    requestId: expect.any(String),
    extendedRequestId: expect.any(String),
  });
  const [requestId, hostId] = ['x-amz-request-id', 'x-amz-id-2'].map((name) => refused.headers.get(name));
  expect(await refused.text()).toContain(`<RequestId>${requestId}</RequestId><HostId>${hostId}</HostId>`);
});

it('tells no length where there is never a body', async () => {
  const { ETag = '' } = await test.client.send(new PutObjectCommand({ ...where('same'), Body: 'selfie' }));
  const read = await getSignedUrl(test.client, new GetObjectCommand(where('same')));
  const remove = await getSignedUrl(test.client, new DeleteObjectCommand(where('same')));

  const unchanged = await fetch(read, { headers: { 'if-none-match': ETag } });
  const removed = await fetch(remove, { method: 'DELETE' });

  expect([unchanged.status, removed.status]).toEqual([304, 204]);
  expect([unchanged, removed].map(({ headers }) => headers.get('content-length'))).toEqual([null, null]);
});

it.each([
  [{}, 400, 'BadRequest'],
  [{ origin: 'https://a.example' }, 403, 'AccessForbidden'],
])('answers OPTIONS with %j in its own words, whoever asks', async (headers, status, code) => {
  const answer = await fetch(`${test.gateway.endpoint}/none/key`, { method: 'OPTIONS', headers });

  expect(answer.status).toBe(status);
  expect(await answer.text()).toContain(`<Code>${code}</Code>`);
});

it('takes no stream whose length nobody tells', async () => {
  const url = await getSignedUrl(presigner(), new PutObjectCommand(where('stream')));
  const body = new Blob(['selfie']).stream();

  const answer = await fetch(url, { method: 'PUT', body, duplex: 'half' });

  expect(answer.status).toBe(501);
  expect(await answer.text()).toContain('<Header>Transfer-Encoding</Header>');
});
