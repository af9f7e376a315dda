import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { parseMultipartForm } from '../../../src/services/protocols/form.ts';
import { parseForm } from '../../../src/services/protocols/query.ts';
import { element } from '../../../src/services/protocols/xml.ts';

describe('query forms', () => {
  const parse = (text: string) => parseForm(new URLSearchParams(text));

  it('leave out the action and version', () => {
    expect(parse('Action=Publish&Version=1&Message=hi')).toEqual({ Message: 'hi' });
  });

  it('give lists in the order of their numbers', () => {
    expect(parse('Tags.member.10.Key=b&Tags.member.2.Key=a')).toEqual({ Tags: [{ Key: 'a' }, { Key: 'b' }] });
  });

  it('give maps from entries, whichever case their parts have', () => {
    expect(parse('A.entry.1.key=x&A.entry.1.value=1&A.entry.2.Name=y&A.entry.2.Value.Z=2')).toEqual({
      A: { x: '1', y: { Z: '2' } },
    });
  });

  it('refuse a map entry without a value', () => {
    expect(() => parse('A.entry.1.key=x')).toThrow('A map entry needs a key and a value');
  });
});

describe('multipart forms', () => {
  it('keep every field and the bytes of the file as they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,12}$/), fc.string({ unit: 'grapheme' }), {
          maxKeys: 4,
        }),
        fc.uint8Array({ maxLength: 200 }),
        async (fields, file) => {
          const form = new FormData();
          // Browsers turn lone line breaks in fields into CRLF; files stay as they are.
          for (const [name, value] of Object.entries(fields)) form.append(name, value);
          form.append('file', new Blob([file], { type: 'image/png' }), 'a "b".png');
          const encoded = new Response(form);
          const contentType = encoded.headers.get('content-type') ?? '';

          const parts = parseMultipartForm(contentType, Buffer.from(await encoded.arrayBuffer()));

          expect(parts.map((part) => part.name)).toEqual([...Object.keys(fields), 'file']);
          expect(parts.at(-1)).toMatchObject({ filename: 'a "b".png', contentType: 'image/png' });
          expect(parts.at(-1)?.value.equals(file)).toBe(true);
          for (const part of parts.slice(0, -1)) {
            expect(part.value.toString('utf8')).toBe(fields[part.name]?.replace(/\r?\n|\r/g, '\r\n'));
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each([
    ['no boundary', 'multipart/form-data', ''],
    ['another start', 'multipart/form-data; boundary=x', 'hello'],
    ['no end', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1'],
    ['a part without a name', 'multipart/form-data; boundary=x', '--x\r\nX: y\r\n\r\n1\r\n--x--'],
  ])('are refused with %s', (_what, contentType, body) => {
    expect(() => parseMultipartForm(contentType, Buffer.from(body))).toThrow(SyntaxError);
  });
});

describe('XML', () => {
  it('comes back as the text it was made from', () => {
    const parser = new XMLParser({ parseTagValue: false, trimValues: false });
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~äß漢🙂]*$/u), (text) => {
        expect(parser.parse(element('a', { b: text, c: [text, '1'] })).a).toEqual({
          b: text,
          c: [text, '1'],
        });
      }),
    );
  });
});
