// multipart/form-data as browsers send it (RFC 7578), read without copying the file.

export interface FormPart {
  name: string;
  filename?: string;
  contentType?: string;
  value: Buffer;
}

/** The parts in the order sent. Throws a SyntaxError that says what is malformed. */
export function parseMultipartForm(contentType: string, body: Buffer): FormPart[] {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (!name) throw new SyntaxError('multipart/form-data without a boundary');
  // RFC 2046; looking for a long one that nearly fits everywhere would take its length times that of the body.
  if (name.length > 70) throw new SyntaxError('the boundary is longer than 70 characters');
  const delimiter = Buffer.from(`\r\n--${name}`);
  const parts: FormPart[] = [];
  // The first delimiter has no line break before it.
  let at = body.indexOf(delimiter.subarray(2));
  if (at !== 0) throw new SyntaxError('the form does not start with its boundary');
  at += delimiter.length - 2;
  while (body.toString('latin1', at, at + 2) !== '--') {
    const end = body.indexOf(delimiter, at);
    if (end < 0) throw new SyntaxError('the form does not end with its boundary');
    parts.push(parsePart(body.subarray(at, end)));
    at = end + delimiter.length;
  }
  return parts;
}

function parsePart(part: Buffer): FormPart {
  const headersEnd = part.indexOf('\r\n\r\n');
  if (headersEnd < 0) throw new SyntaxError('a form part without headers');
  const headers = part.toString('utf8', 0, headersEnd);
  const disposition = /^content-disposition:[^\r\n]*$/im.exec(headers)?.[0] ?? '';
  const name = attribute(disposition, 'name');
  if (name === undefined) throw new SyntaxError('a form part without a name');
  const filename = attribute(disposition, 'filename');
  const contentType = /^content-type:\s*([^\r\n]*)$/im.exec(headers)?.[1]?.trim();
  return {
    name,
    ...(filename === undefined ? {} : { filename }),
    ...(contentType ? { contentType } : {}),
    value: part.subarray(headersEnd + 4),
  };
}

function attribute(disposition: string, attributeName: string): string | undefined {
  const quoted = new RegExp(`;\\s*${attributeName}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(disposition)?.[1];
  // Browsers percent-encode quotes and line breaks in names; other clients escape them with a backslash.
  return quoted?.replace(/\\(.)/g, '$1').replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}
