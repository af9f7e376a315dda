// The pages of S3's lists: how many rows and which, how keys are written in them, and where the next one begins.
import { ServiceError } from '../service.ts';
import { encodedKey } from './encoded-key.ts';

const MAX_KEYS = 1000;

export interface Paging {
  prefix: string;
  delimiter: string;
  maxKeys: number;
}

interface Page<Row> {
  rows: Row[];
  prefixes: string[];
  isTruncated: boolean;
  /** The last key or common prefix on the page. */
  last: string;
}

/** A key with what is listed of it, which is read only where it is needed. */
export interface KeyRows<Row> {
  key: string;
  rows(): readonly Row[];
}

/**
 * One page of the rows after a marker; a common prefix counts as one row and is not repeated after its own marker, nor after one
 * that lies inside it, unless that is only where a first page starts.
 */
export function paginate<Row extends { key: string }>(
  keys: Iterable<KeyRows<Row>>,
  { prefix, delimiter, maxKeys }: Paging,
  isAfter: (row: Row) => boolean,
  marker: string,
  isInside = true,
): Page<Row> {
  const page: Page<Row> = { rows: [], prefixes: [], isTruncated: false, last: '' };
  for (const { key, rows } of keys) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const common = end < 0 ? undefined : key.slice(0, end + delimiter.length);
    // What a marker lies in was on the page before.
    const isTold =
      common !== undefined &&
      ((isInside ? marker.startsWith(common) : marker === common) || page.prefixes.at(-1) === common);
    if (isTold) continue;
    for (const row of rows()) {
      if (!isAfter(row)) continue;
      if (page.rows.length + page.prefixes.length === maxKeys) return { ...page, isTruncated: maxKeys > 0 };
      page.last = common ?? key;
      if (common === undefined) page.rows.push(row);
      else {
        page.prefixes.push(common);
        break;
      }
    }
  }
  return page;
}

/** How many rows a page may have: what is asked for, and no more than S3 gives. Throws InvalidArgument. */
export function readMax(text: string | undefined, name: string, most = MAX_KEYS): number {
  if (text === undefined || text === '') return most;
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || number < 0 || number > 2_147_483_647) {
    throw new ServiceError(
      'InvalidArgument',
      `Provided ${name} not an integer or within integer range`,
      400,
      {
        ArgumentName: name,
        ArgumentValue: text,
      },
    );
  }
  return Math.min(number, most);
}

/** How keys are written in a list. Throws InvalidArgument. */
export function encoder(query: { 'encoding-type'?: string | undefined }): (key: string) => string {
  const encoding = query['encoding-type'];
  if (encoding === undefined) return (key) => key;
  if (encoding !== 'url')
    throw new ServiceError('InvalidArgument', 'Invalid Encoding Method specified in Request', 400, {
      ArgumentName: 'encoding-type',
      ArgumentValue: encoding,
    });
  return encodedKey;
}

/** What is only told where something was asked for. */
export function optional(value: string | undefined, encode: (key: string) => string): string | undefined {
  return value ? encode(value) : undefined;
}

export function writeToken(key: string): string {
  return Buffer.from(key).toString('base64');
}

export function readToken(token: string): string {
  const key = Buffer.from(token, 'base64').toString('utf8');
  if (token && writeToken(key) === token) return key;
  throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect', 400, {
    ArgumentName: 'continuation-token',
  });
}
