import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { SIGNING } from '../../src/adapters/signing.ts';

const bytes = fc.uint8Array({ minLength: 1, maxLength: 200 });
const secret = fc.option(fc.oneof(fc.string({ minLength: 1 }), bytes), { nil: undefined });

it('hashes as Node does, with a secret of any kind and without', async () => {
  await fc.assert(
    fc.asyncProperty(secret, bytes, fc.string(), async (key, first, second) => {
      const hash = new SIGNING.sha256(key);
      hash.update(first);
      hash.update(second);

      const node = key === undefined ? createHash('sha256') : createHmac('sha256', key);
      expect(Buffer.from(await hash.digest())).toEqual(node.update(first).update(second).digest());
    }),
    { numRuns: 50 },
  );
});

it('signs with the bytes of a part of a buffer', async () => {
  const part = new Uint8Array([9, 1, 2, 3, 9]).subarray(1, 4);
  const hash = new SIGNING.sha256(part);
  hash.update(part);

  const node = createHmac('sha256', Buffer.from([1, 2, 3])).update(part);
  expect(Buffer.from(await hash.digest())).toEqual(node.digest());
});

it('begins anew with the same secret', async () => {
  const hash = new SIGNING.sha256('secret');
  hash.update('forgotten');
  hash.reset();
  hash.update('kept');

  expect(Buffer.from(await hash.digest())).toEqual(createHmac('sha256', 'secret').update('kept').digest());
});

it('tells what a plain hash holds so far, and goes on', async () => {
  const hash = new SIGNING.sha256();
  hash.update('one');
  await hash.digest();
  hash.update('two');

  expect(Buffer.from(await hash.digest())).toEqual(createHash('sha256').update('onetwo').digest());
});
