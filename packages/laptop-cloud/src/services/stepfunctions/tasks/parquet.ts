// Reads Parquet files for the ItemReader of distributed Maps, each row as a JSON object.
import { gunzipSync, zstdDecompressSync } from 'node:zlib';

type Row = Record<string, unknown>;

/** A few packed bytes can make any amount of rows. */
const maxOutputLength = 256 * 1024 * 1024;

/** All rows. Rejects when the content is no Parquet file, or is packed otherwise than by GZIP, ZSTD or Snappy. */
export async function readParquet(content: Uint8Array): Promise<Row[]> {
  // Loaded when first needed: few machines read Parquet.
  const { parquetReadObjects } = await import('hyparquet');
  const file = new Uint8Array(content).buffer;
  const compressors = {
    GZIP: (packed: Uint8Array) => gunzipSync(packed, { maxOutputLength }),
    ZSTD: (packed: Uint8Array) => zstdDecompressSync(packed, { maxOutputLength }),
  };
  const rows = await parquetReadObjects({ file, compressors });
  return rows.map((row) => plain(row) as Row);
}

/** JSON has neither 64-bit integers nor times nor bytes. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
