import { parseXmlBody } from '../../../src/services/s3/xml-body.ts';
import { isWithinXmlBounds } from '../../../src/services/s3/xml-bounds.ts';

const parse = (text: string) =>
  parseXmlBody(Buffer.from(text), { Delete: { Quiet: 'text', Object: { Key: 'text', Tag: 'not here' } } });

it('takes what S3 is sent: elements, empty ones, comments, CDATA, a declaration', () => {
  const body =
    '<?xml version="1.0"?><!-- a --><Delete><Quiet/><Object><Key><![CDATA[<k>]]></Key></Object></Delete>';

  expect(parse(body).all('Object')[0]?.text('Key')).toBe('<k>');
});

it.each(['<!DOCTYPE Delete>', '<!doctype Delete []>'])('takes no document type: %s', (type) => {
  expect(() => parse(`${type}<Delete><Quiet>true</Quiet></Delete>`)).toThrow('not well-formed');
});

it('counts how deep elements are within each other, and not how many stand side by side', () => {
  const nested = (depth: number) => `${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`;

  expect(isWithinXmlBounds(nested(3), 100, 3)).toBe(true);
  expect(isWithinXmlBounds(nested(4), 100, 3)).toBe(false);
  expect(isWithinXmlBounds(`<a>${'<b/><c></c>'.repeat(10)}</a>`, 100, 2)).toBe(true);
});

it('counts tags', () => {
  expect(isWithinXmlBounds('<a></a>'.repeat(5), 10)).toBe(true);
  expect(isWithinXmlBounds('<a></a>'.repeat(6), 10)).toBe(false);
});

it('answers an element whose name the parser does not take as any other fault', () => {
  expect(() => parse('<Delete><__proto__>a</__proto__></Delete>')).toThrow('not well-formed');
});

it.each([
  ['<Delete><Colour/></Delete>', 'MalformedXML', { Element: 'Delete.Colour' }],
  [
    '<Delete><Object><Key>k</Key><Age>1</Age></Object></Delete>',
    'MalformedXML',
    { Element: 'Delete.Object.Age' },
  ],
  ['<Delete><Object><Key><b/></Key></Object></Delete>', 'MalformedXML', { Element: 'Delete.Object.Key.b' }],
  ['<Delete><Object><Tag/></Object></Delete>', 'NotImplemented', {}],
])('refuses by its name what its shape has not, wherever it stands: %s', (text, code, members) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code, members }));
});
