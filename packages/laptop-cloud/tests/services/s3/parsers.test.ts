import fc from 'fast-check';
import { ChunkDecoder } from '../../../src/services/s3/chunk-decoder.ts';
import { parseRange } from '../../../src/services/s3/conditions.ts';
import { compareKeys } from '../../../src/services/s3/key-order.ts';
import { paginate } from '../../../src/services/s3/listing-pages.ts';
import { checkPolicy } from '../../../src/services/s3/post-policy.ts';

describe('aws-chunked bodies', () => {
  const encode = (chunks: Uint8Array[]) =>
    Buffer.concat([
      ...chunks.flatMap((chunk) => [
        Buffer.from(`${chunk.length.toString(16)}\r\n`),
        chunk,
        Buffer.from('\r\n'),
      ]),
      Buffer.from('0\r\nX-Amz-Checksum-Crc32: AAAA==\r\n\r\n'),
    ]);
  const decode = (...pieces: Uint8Array[]) => {
    const decoder = new ChunkDecoder();
    const body = Buffer.concat(pieces.flatMap((piece) => [...decoder.push(Buffer.from(piece))]));
    decoder.end();
    return { body, trailers: decoder.trailers };
  };
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 });

  it('give back the bytes and the trailer, however they were cut', () => {
    fc.assert(
      fc.property(chunks, fc.array(fc.nat(300), { maxLength: 6 }), (parts, cuts) => {
        const whole = encode(parts);
        const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
        const pieces = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        const { body, trailers } = decode(...pieces);
        expect(body.equals(Buffer.concat(parts))).toBe(true);
        expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAA==' });
      }),
    );
  });

  it('are refused when they end before their last chunk', () => {
    fc.assert(
      fc.property(chunks, fc.nat(), (parts, cut) => {
        const whole = encode(parts);
        const lastChunk = whole.length - '0\r\nX-Amz-Checksum-Crc32: AAAA==\r\n\r\n'.length;
        fc.pre(lastChunk > 0);
        expect(() => decode(whole.subarray(0, cut % lastChunk))).toThrow('terminated unexpectedly');
      }),
    );
  });
});

describe('ranges', () => {
  it('always lie inside the object', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.option(fc.nat(60)), fc.option(fc.nat(60)), (size, from, to) => {
        let range: ReturnType<typeof parseRange>;
        try {
          range = parseRange(`bytes=${from ?? ''}-${to ?? ''}`, size);
        } catch (error) {
          expect(error).toMatchObject({ code: 'InvalidRange' });
          return;
        }
        if (!range) return;
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.last).toBeGreaterThanOrEqual(range.first);
        expect(range.last).toBeLessThan(size);
      }),
    );
  });
});

describe('pages', () => {
  it('hold together what one long page holds', () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[ab/]{1,4}$/), { maxLength: 12 });
    fc.assert(
      fc.property(
        keys,
        fc.integer({ min: 1, max: 5 }),
        fc.constantFrom('', 'a', 'a/'),
        (names, maxKeys, prefix) => {
          const rows = [...names].sort(compareKeys).map((key) => ({ key, rows: () => [{ key }] }));
          const page = (max: number, after: string) =>
            paginate(
              rows,
              { prefix, delimiter: '/', maxKeys: max },
              (row) => compareKeys(row.key, after) > 0,
              after,
            );
          const seen: string[] = [];
          let after = '';
          for (;;) {
            const one = page(maxKeys, after);
            seen.push(...[...one.rows.map((row) => row.key), ...one.prefixes].sort(compareKeys));
            after = one.last;
            if (!one.isTruncated) break;
          }
          const whole = page(1000, '');
          expect(seen).toEqual([...whole.rows.map((row) => row.key), ...whole.prefixes].sort(compareKeys));
        },
      ),
    );
  });
});

describe('a form policy', () => {
  const check = (conditions: unknown, fields: Record<string, string>, size = 1) =>
    checkPolicy(
      Buffer.from(JSON.stringify({ expiration: '2100-01-01T00:00:00Z', conditions })).toString('base64'),
      fields,
      size,
      0,
    );

  it('takes any value that begins with what it asks for, and no other', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (prefix, value) => {
        const attempt = () => check([['starts-with', '$key', prefix]], { key: value });
        // A value is compared without blanks around it.
        if (value.trim().startsWith(prefix)) expect(attempt).not.toThrow();
        else expect(attempt).toThrow('Policy Condition failed');
      }),
    );
  });

  it('holds every entry of a list of content types', () => {
    const conditions = [['starts-with', '$Content-Type', 'image/']];

    expect(() => check(conditions, { 'content-type': 'image/png, image/jpeg' })).not.toThrow();
    expect(() => check(conditions, { 'content-type': 'image/png,text/html' })).toThrow(
      'Policy Condition failed',
    );
  });

  it.each([
    ['is not JSON', 'nonsense'],
    ['has no expiration', { conditions: [] }],
    ['has no conditions', { expiration: '2100-01-01T00:00:00Z' }],
    [
      'has an operator nobody knows',
      { expiration: '2100-01-01T00:00:00Z', conditions: [['like', '$key', 'x']] },
    ],
    ['has half a condition', { expiration: '2100-01-01T00:00:00Z', conditions: [['eq', '$key']] }],
  ])('is refused when it %s', (_what, policy) => {
    const text = typeof policy === 'string' ? policy : JSON.stringify(policy);

    expect(() => checkPolicy(Buffer.from(text).toString('base64'), {}, 1, 0)).toThrow(
      'conditions of a policy',
    );
  });
});
