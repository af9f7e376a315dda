// Access lists are switched off: they can be read, and nothing but the owner's own can be put.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBus } from '../../../src/services/bus.ts';
import { createS3, type LocalS3 } from '../../../src/services/s3/s3.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { sendTo } from '../../support/s3.ts';

const folder = mkdtempSync(join(tmpdir(), 's3-'));
let s3: LocalS3;
beforeAll(async () => {
  s3 = createS3({ folder, bus: createBus(), region: REGION, accountId: ACCOUNT_ID });
  await sendTo(s3, 'PUT', '/things');
  await sendTo(s3, 'PUT', '/things/a', {}, 'text');
});
afterAll(async () => {
  await s3.service.close?.();
  rmSync(folder, { recursive: true });
});

async function put(url: string, headers: Record<string, string>): Promise<string> {
  const { status, body } = await sendTo(s3, 'PUT', url, headers);
  return `${status} ${body ?? ''}`;
}

it.each(['private', 'bucket-owner-full-control'])('takes an object with the list %s', async (acl) => {
  expect(await put('/things/b', { 'x-amz-acl': acl })).toMatch(/^200/);
});

it.each([{ 'x-amz-acl': 'public-read' }, { 'x-amz-grant-read': 'id="1"' }])(
  'takes nothing with %j',
  async (headers) => {
    for (const url of ['/other', '/things?acl', '/things/b', '/things/a?acl'])
      expect(await put(url, headers)).toMatch(/^400 .*AccessControlListNotSupported/s);
  },
);

it('names a list that S3 does not have', async () => {
  expect(await put('/things/b', { 'x-amz-acl': 'mine' })).toMatch(
    /^400 .*InvalidArgument.*<ArgumentName>x-amz-acl<.*<ArgumentValue>mine</s,
  );
});

it('puts no list of a bucket, not even one of its own, and of an object only what the owner has', async () => {
  expect(await put('/things?acl', { 'x-amz-acl': 'private' })).toMatch(
    /^400 .*AccessControlListNotSupported/s,
  );
  expect(await put('/things/a?acl', { 'x-amz-acl': 'private' })).toMatch(
    /^400 .*AccessControlListNotSupported/s,
  );
  expect(await put('/things/a?acl', { 'x-amz-acl': 'bucket-owner-full-control' })).toMatch(/^200/);
  expect(await put('/things/none?acl', { 'x-amz-acl': 'private' })).toMatch(/^404 .*NoSuchKey/s);
});

it('takes the list of an object that was read before, and none that lets others in', async () => {
  const { body } = await sendTo(s3, 'GET', '/things/a?acl');
  const list = String(body);
  expect((await sendTo(s3, 'PUT', '/things/a?acl', {}, list)).status).toBe(200);
  for (const other of [
    list.replace(/(<Grantee.*<ID>)\d+/s, '$1somebody-else'),
    list.replace('FULL_CONTROL', 'READ'),
    list.replace(/<Grant>.*<\/Grant>/s, ''),
  ])
    expect(String((await sendTo(s3, 'PUT', '/things/a?acl', {}, other)).body)).toContain(
      'AccessControlListNotSupported',
    );
  const { body: refusal } = await sendTo(
    s3,
    'PUT',
    '/things/a?acl',
    {},
    '<AccessControlPolicy><Colour/></AccessControlPolicy>',
  );
  expect(String(refusal)).toContain('Colour');
});

it('puts no list of a delete marker', async () => {
  await sendTo(
    s3,
    'PUT',
    '/things?versioning',
    {},
    '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
  );
  await sendTo(s3, 'PUT', '/things/gone', {}, 'text');
  await sendTo(s3, 'DELETE', '/things/gone');

  expect(await put('/things/gone?acl', { 'x-amz-acl': 'public-read' })).toMatch(
    /^405 .*MethodNotAllowed.*<ResourceType>DeleteMarker</s,
  );
});
