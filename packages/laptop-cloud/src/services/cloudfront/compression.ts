// Compression at the edge: once for each object and encoding, of the types and sizes that CloudFront compresses.
// Source: Amazon CloudFront Developer Guide, "Serve compressed files".
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const LEAST_BYTES = 1_000;
const MOST_BYTES = 10_000_000;
const STATUSES: readonly number[] = [200, 403, 404];

const TYPES: ReadonlySet<string> = new Set(
  `application/dash+xml application/eot application/font application/font-sfnt application/javascript application/json
  application/opentype application/otf application/pdf application/pkcs7-mime application/protobuf application/rss+xml
  application/truetype application/ttf application/vnd.apple.mpegurl application/vnd.mapbox-vector-tile
  application/vnd.ms-fontobject application/wasm application/xhtml+xml application/xml application/x-font-opentype
  application/x-font-truetype application/x-font-ttf application/x-httpd-cgi application/x-javascript application/x-mpegurl
  application/x-opentype application/x-otf application/x-perl application/x-ttf font/eot font/opentype font/otf font/ttf
  image/svg+xml text/css text/csv text/html text/javascript text/js text/plain text/richtext text/tab-separated-values
  text/xml text/x-component text/x-java-source text/x-script vnd.apple.mpegurl`.split(/\s+/),
);

type Encoding = 'br' | 'gzip';

const COMPRESS: Readonly<Record<Encoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: 6 }),
};

export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string | readonly string[]>>;
  body: Buffer;
}

export interface Compressor {
  /**
   * The answer, compressed if it is of those that are, for a viewer with this Accept-Encoding. What is made of an `object` is
   * kept for the next viewer as long as its ETag is the same; of other answers an ETag does not tell who it is for.
   */
  compress(
    answer: Answer,
    acceptEncoding: string | undefined,
    allowed: { hasGzip: boolean; hasBrotli: boolean },
    object?: string,
  ): Promise<Answer>;
}

/** Keeps what it compressed as long as it is among the latest, `mostBytes` of it. */
export function createCompressor(mostBytes = 64 * 2 ** 20): Compressor {
  const kept = new Map<string, Promise<Buffer>>();
  let keptBytes = 0;

  function compressed(
    body: Buffer,
    encoding: Encoding,
    etag: string | undefined,
    object: string | undefined,
  ): Promise<Buffer> {
    if (object === undefined || etag === undefined) return COMPRESS[encoding](body);
    const key = `${encoding} ${etag} ${object}`;
    const known = kept.get(key);
    if (known) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const made = COMPRESS[encoding](body);
    kept.set(key, made);
    made.then(
      async (bytes) => {
        keptBytes += bytes.length;
        for (const [oldest, lost] of kept) {
          if (keptBytes <= mostBytes) break;
          kept.delete(oldest);
          keptBytes -= (await lost).length;
        }
      },
      () => kept.delete(key),
    );
    return made;
  }

  return {
    async compress(answer, acceptEncoding, allowed, object) {
      const { headers, body, status } = answer;
      if (!STATUSES.includes(status) || headers['content-encoding'] !== undefined) return answer;
      if (body.length < LEAST_BYTES || body.length > MOST_BYTES) return answer;
      const type = String(headers['content-type'] ?? '')
        .split(';')[0]!
        .trim()
        .toLowerCase();
      if (!TYPES.has(type)) return answer;
      const encoding = choose(acceptEncoding, allowed);
      const etag = headers['etag'] === undefined ? undefined : String(headers['etag']);
      const vary = [headers['vary'] ?? [], 'accept-encoding'].flat().join(', ');
      if (encoding === undefined) return answer;
      return {
        status,
        headers: {
          ...without(headers, 'content-length'),
          vary,
          'content-encoding': encoding,
          // Byte for byte it is not what the origin named.
          ...(etag === undefined ? {} : { etag: etag.startsWith('W/') ? etag : `W/${etag}` }),
        },
        body: await compressed(body, encoding, etag, object),
      };
    },
  };
}

/** Brotli before gzip, if the viewer takes it and the cache policy has it. */
function choose(
  acceptEncoding: string | undefined,
  { hasGzip, hasBrotli }: { hasGzip: boolean; hasBrotli: boolean },
): Encoding | undefined {
  const accepted = (acceptEncoding ?? '')
    .split(',')
    .map((item) => item.trim().toLowerCase())
    .filter((item) => !/;\s*q=0(\.0*)?$/.test(item))
    .map((item) => item.split(';')[0]!.trim());
  if (hasBrotli && accepted.includes('br')) return 'br';
  return hasGzip && accepted.includes('gzip') ? 'gzip' : undefined;
}

function without<T>(headers: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}
