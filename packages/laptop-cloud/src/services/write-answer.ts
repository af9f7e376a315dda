// Answers as they go over the wire.
import { type ServerResponse, validateHeaderName, validateHeaderValue } from 'node:http';
import { sendBody } from '../web/send-body.ts';
import type { ServiceResponse } from './service.ts';

/** Writes an answer. What cannot be sent as a header makes it a 500 for this one caller, which `complain` hears of. */
export function writeAnswer(
  outgoing: ServerResponse,
  { status, headers = {}, body, stream }: ServiceResponse,
  complain: (error: Error) => void,
  stuckMs?: number,
): Promise<void> | undefined {
  let values = '';
  for (const name in headers) values += headers[name];
  const isPlainHead = isPlain(values);
  try {
    outgoing.writeHead(status, isPlainHead ? headers : wireHeaders(headers));
  } catch (error) {
    stream?.destroy();
    complain(error as Error);
    outgoing.writeHead(500, { 'content-length': '0' }).end();
    return undefined;
  }
  return sendBody(outgoing, stream ?? body ?? '', stuckMs, isPlainHead);
}

/** The same without a stream, in memory of its own, for whoever wants to keep it. */
export async function wholeAnswer(answer: ServiceResponse): Promise<ServiceResponse> {
  const { stream, release, ...rest } = answer;
  if (stream) return { ...rest, body: Buffer.concat(await stream.toArray()) };
  if (!release) return answer;
  const body = Buffer.from(answer.body ?? '');
  release();
  return { ...rest, body };
}

/** Whether a header can be sent at all: no line break or other control character in it, nor a name that is none. */
export function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, toWire(value));
    return true;
  } catch {
    return false;
  }
}

/** Headers as Node is to be given them. Content-Disposition goes first: one after Content-Length Node takes for text, and refuses it. */
function wireHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const { 'content-disposition': disposition, ...others } = headers;
  const all = disposition === undefined ? others : { 'content-disposition': disposition, ...others };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, toWire(text)]));
}

// AWS sends the bytes of UTF-8; Node takes text for bytes of Latin-1.
function toWire(value: string): string {
  return isPlain(value) ? value : Buffer.from(value).toString('latin1');
}

function isPlain(value: string): boolean {
  return /^[\t -~]*$/.test(value);
}
