import fc from 'fast-check';
import type { ObjectVersion } from '../../../src/services/s3/bucket.ts';
import { keyLine, readKeyLine } from '../../../src/services/s3/key-line.ts';

/** As it lies between others. */
const read = (text: string) => {
  const data = Buffer.from(`{"key":"before"\n${text}\n{"key":"after","versions":[]}\n`);
  return readKeyLine({ data, start: 16, offset: 16, bytes: Buffer.byteLength(text) });
};
const key = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('kept/1', '"', '\\', '","versions":[', 'é', 'a\nb', '\u{1f6b4}', ''),
);
const versions = fc.array(
  fc.record({ etag: fc.string(), sequencer: fc.stringMatching(/^[0-9A-F]{1,16}$/), size: fc.nat() }),
  { maxLength: 3 },
) as fc.Arbitrary<unknown> as fc.Arbitrary<ObjectVersion[]>;

it('is read without the rest of it, also as earlier releases wrote it', () => {
  fc.assert(
    fc.property(key, versions, (name, some) => {
      const expected = {
        key: JSON.parse(JSON.stringify(name)),
        isGone: some.length === 0,
        sequencer: some[0]?.sequencer ?? '',
      };

      expect(read(keyLine(name, some))).toEqual(expected);
      expect(read(JSON.stringify({ key: name, versions: some }))).toEqual(expected);
      expect(JSON.parse(keyLine(name, some))).toEqual(
        JSON.parse(JSON.stringify({ key: name, versions: some })),
      );
    }),
  );
});

it('is damaged wherever it is cut off', () => {
  const text = keyLine('a"b', [{ etag: 'x', sequencer: '0A' } as ObjectVersion]);

  const found = Array.from({ length: text.length - 1 }, (_, length) => read(text.slice(0, length)));

  expect(found.filter((one) => one !== undefined)).toEqual([]);
});
