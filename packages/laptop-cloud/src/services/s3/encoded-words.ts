// Text in headers that is not ASCII: encoded words of RFC 2047.

/**
 * What an encoded word of UTF-8 stands for, where that is plain ASCII: S3 keeps and answers it so. Other text stays encoded as it
 * came, for it could not be answered in any other way.
 */
export function decodedIfPlain(value: string): string {
  const [, kind = '', text] = /^=\?utf-8\?([bq])\?([^?]*)\?=$/i.exec(value) ?? [];
  if (text === undefined) return value;
  const decoded = kind.toLowerCase() === 'b' ? fromBase64(text) : fromQuotedPrintable(text);
  return decoded !== undefined && isPlain(decoded) ? decoded : value;
}

/** Text as headers carry it. */
export function encodedUnlessPlain(value: string): string {
  return isPlain(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function fromBase64(text: string): string | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes.toString('latin1') : undefined;
}

function fromQuotedPrintable(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
