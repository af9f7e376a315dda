import fc from 'fast-check';
import { imageTypeOf } from '../../src/adapters/image-type.ts';
import { noise } from './pictures.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const ftyp = (major: string, ...compatible: string[]) => {
  const brands = [major, '\0\0\0\0', ...compatible].join('');
  const box = Buffer.alloc(8);
  box.writeUInt32BE(8 + brands.length, 0);
  box.write('ftyp', 4, 'latin1');
  return Buffer.concat([box, latin1(brands), latin1('mdat and more')]);
};

it.each(['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const)(
  'knows a real %s by its content',
  async (type) => {
    expect(imageTypeOf(await noise(64, 64).toFormat(type).toBuffer())).toBe(type);
  },
);

it.each([
  ['heif', ftyp('heic', 'mif1', 'heic')],
  ['heif', ftyp('mif1', 'mif1', 'heix')],
  ['avif', ftyp('mif1', 'mif1', 'avif')],
  ['avif', ftyp('avis', 'avif')],
  ['video', ftyp('isom', 'mp42')],
  ['video', ftyp('qt  ')],
  ['pdf', latin1('%PDF-1.7 ...')],
  ['bmp', latin1('BM\x36\0\0\0')],
  ['ico', latin1('\0\0\x01\0\x01\0')],
  ['psd', latin1('8BPS\0\x01')],
  ['jxl', latin1('\xff\x0a...')],
  ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['svg', Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- hello -->\n<!DOCTYPE svg>\n<svg>')],
  ['svg', Buffer.from(`${'<!-- again -->\n'.repeat(200)}<SVG\n`)],
  ['unknown', Buffer.from('a text that mentions <svg> later')],
  // Whoever reads a comment in more ways than one never comes to an end here.
  ['unknown', Buffer.from(`<!--${'><svg -->\n<!--'.repeat(250)}`)],
  ['unknown', Buffer.from(`${'<?xml?>'.repeat(250)}<!-- not closed <svg>`)],
  ['unknown', latin1('RIFF\0\0\0\0WAVEfmt ')],
  ['unknown', latin1('\xff\xd8')],
  ['unknown', Buffer.alloc(0)],
])('calls %s by its first bytes', (type, bytes) => {
  expect(imageTypeOf(bytes)).toBe(type);
});

it('answers for any bytes, and looks at those of the view alone', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const within = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), bytes]);
      expect(imageTypeOf(within.subarray(8))).toBe(imageTypeOf(bytes));
    }),
  );
});
