// Text in headers that is not ASCII: encoded words of RFC 2047, which S3 reads and writes where metadata has them.

/** What encoded words of UTF-8 stand for, as S3 keeps it. What cannot be read stays as it came. */
export function decodedWords(value: string): string {
  if (!value.includes('=?')) return value;
  return value.replace(WORDS, (word, kind: string, text: string) => {
    const bytes = kind.toLowerCase() === 'b' ? fromBase64(text) : fromQuotedPrintable(text);
    return bytes?.toString('utf8') ?? word;
  });
}

/** Between two of them white space says nothing. */
const WORDS = /(?<=^|\s)=\?utf-8\?([bq])\?([^?]*)\?=(?=\s|$)(?:\s+(?==\?utf-8\?[bq]\?[^?]*\?=(?:\s|$)))?/gi;

/** Text as headers carry it: encoded as quoted-printable where most of it is ASCII, else as base64. */
export function encodedUnlessPlain(value: string): string {
  if (isPlain(value)) return value;
  const plain = value.replace(NOT_PLAIN, '').length;
  const encoding = plain > value.length - plain ? QUOTED_PRINTABLE : BASE64;
  return wordsOf(value, encoding).join(' ');
}

function isPlain(text: string): boolean {
  return /^[\t -~]*$/.test(text);
}

const NOT_PLAIN = /[^\t -~]/g;

interface WordEncoding {
  kind: 'B' | 'Q';
  encode(text: string): string;
}

const BASE64: WordEncoding = { kind: 'B', encode: (text) => Buffer.from(text).toString('base64') };
const QUOTED_PRINTABLE: WordEncoding = {
  kind: 'Q',
  encode: (text) => Array.from(Buffer.from(text), (byte) => QUOTED[byte]).join(''),
};
const QUOTED = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (character === ' ') return '_';
  return /[!-~]/.test(character) && !'=_?'.includes(character)
    ? character
    : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
});

/** A word has 75 characters at most (RFC 2047, section 2), twelve of them around its text. */
const LONGEST_TEXT = 63;

function wordsOf(value: string, encoding: WordEncoding): string[] {
  const text = encoding.encode(value);
  const characters = [...value];
  if (text.length <= LONGEST_TEXT || characters.length === 1) return [`=?UTF-8?${encoding.kind}?${text}?=`];
  const half = characters.length >> 1;
  return [characters.slice(0, half), characters.slice(half)].flatMap((part) =>
    wordsOf(part.join(''), encoding),
  );
}

function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function fromQuotedPrintable(text: string): Buffer {
  const bytes = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}
