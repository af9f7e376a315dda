// What is wrong with a payload that is no JSON, in the words of Lambda and of the parser behind it, which reads bytes and shows
// none of them.
import { isUtf8 } from 'node:buffer';
import { type JsonFault, jsonFault } from 'states-language';

/** Undefined for JSON. */
export function payloadFault(payload: Buffer): string | undefined {
  const fault = isUtf8(payload) ? faultOfText(payload.toString()) : faultOfBytes(payload);
  if (!fault) return undefined;
  const { line, column } = placeIn(payload, fault);
  return `Could not parse request body into json: Could not parse payload into json: ${fault.problem}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); line: ${line}, column: ${column}]`;
}

/** `at` counts bytes. */
type Fault = Pick<JsonFault, 'problem' | 'at'>;

function faultOfText(text: string): Fault | undefined {
  const fault = jsonFault(text);
  return fault && { problem: fault.problem, at: Buffer.byteLength(text.slice(0, fault.at)) };
}

/** Where a value may begin, each byte is a character; behind a letter it is decoded. */
function faultOfBytes(payload: Buffer): Fault | undefined {
  const fault = jsonFault(payload.toString('latin1'));
  const byte = fault && payload[fault.at];
  if (!fault?.problem.startsWith('Unrecognized token') || byte === undefined || !isNoStart(byte))
    return fault;
  return { problem: `Invalid UTF-8 start byte 0x${byte.toString(16)}`, at: fault.at + 1 };
}

function isNoStart(byte: number): boolean {
  return (byte >= 0x80 && byte < 0xc0) || byte >= 0xf8;
}

/** Of a character that was not expected the parser tells where it stands, of all else what follows. */
function placeIn(payload: Buffer, { problem, at }: Fault): { line: number; column: number } {
  const read = payload.toString('latin1', 0, problem.startsWith('Unexpected character') ? at - 1 : at);
  const lines = read.split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
