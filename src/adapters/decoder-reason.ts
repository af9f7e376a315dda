// Why a picture cannot be read, in a few words for a reviewer, out of what the decoders print.

const MAX_LENGTH = 120;

/**
 * The last line that says something. libvips gathers lines: harmless warnings come before what broke, and behind it may stand
 * a bare code.
 */
export function decoderReason(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error))
    .split('\n')
    .map((line) => line.replace(PREFIX, '').trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  const telling = lines.findLast((line) => !HARMLESS.test(line)) ?? lines.at(-1) ?? '';
  return inWords(telling).slice(0, MAX_LENGTH);
}

/** Bytes that a decoder passed over right before the end of a JPEG; undefined where its message says anything else. */
export function strayBytesAtEnd(error: unknown): number | undefined {
  const lines = error instanceof Error ? [...new Set(error.message.trim().split('\n'))] : [];
  const [, count] = lines.length === 1 ? (STRAY_AT_END.exec(lines[0] ?? '') ?? []) : [];
  return count === undefined ? undefined : Number(count);
}

const PREFIX = /^(?:VipsJpeg|vipspng|heif|webp): /;
const NOISE = /^source: bad seek|^\(\d+\.\d+\)$/;
const HARMLESS = /extraneous bytes before marker|unknown JFIF revision|^Invalid SOS parameters/;
const STRAY_AT_END = /^VipsJpeg: Corrupt JPEG data: (\d+) extraneous bytes before marker 0xd9$/;

function inWords(line: string): string {
  if (/^premature end of JPEG (image|file)/i.test(line)) return `the end is missing (${line})`;
  if (/^Unknown error$|^Input buffer contains unsupported image format/.test(line)) return DAMAGED;
  const header = /^Input buffer has corrupt header:(.*)$/.exec(line);
  if (!header) return line === '' ? DAMAGED : line;
  const detail = (header[1] ?? '').replace(/^\s*(?:VipsJpeg|vipspng|heif|webp):/, '').trim();
  return detail === '' ? DAMAGED : inDetail(detail);
}

const DAMAGED = 'the header is damaged';

function inDetail(detail: string): string {
  const reason = inWords(detail);
  return reason === detail ? `${DAMAGED} (${detail})` : reason;
}
