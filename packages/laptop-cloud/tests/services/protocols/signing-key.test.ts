import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { SigningKey } from '../../../src/services/protocols/signing-key.ts';

const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ minLength: 1000, maxLength: 2000 }),
);

it('signs texts, short and long, one after the other, as node:crypto does', () => {
  fc.assert(
    fc.property(bytes, fc.array(text, { maxLength: 4 }), (key, texts) => {
      const signing = new SigningKey(key);

      const signed = texts.map((one) => signing.sign(one));

      expect(signed).toEqual(texts.map((one) => createHmac('sha256', key).update(one).digest('hex')));
    }),
  );
});
