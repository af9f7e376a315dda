// What answers at the web port, and what it is asked: an HTTP API, a distribution of pages.

import type { Readable } from 'node:stream';

/** A site of the stack. Any of its addresses leads to it; one that stands at the root answers under 127.0.0.1, too. */
export interface WebSite {
  /** For people: its logical id. */
  name: string;
  /** Host names without a port, in lower case: `<apiId>.localhost`. Those of AWS are the ones that origins name. */
  hosts: readonly string[];
  /** A path below which it answers as well, whatever the host: `/_api/<apiId>`. The site sees the rest of the path. */
  mount?: string;
  /** Takes the root of 127.0.0.1 before sites that do not: a distribution stands in front of its APIs. */
  isFront?: boolean;
  /** Rejects only for what is a fault of the laptop: that is a 500. */
  answer(request: WebRequest): Promise<WebResponse>;
  close?(): unknown;
}

/** A request to a site. A site may hand it on to another one, with other headers or another path. */
export interface WebRequest {
  method: string;
  /** Below the site's mount, still percent-encoded, with its first slash: `/v1/a%20b`. */
  path: string;
  /** What stands behind the `?`, as sent; empty without one. */
  query: string;
  /** `1.1`. */
  httpVersion: string;
  /** Names in lower case; of those sent several times the values are joined with commas. */
  headers: Readonly<Record<string, string>>;
  /** Every `Cookie` header, as sent. */
  cookies: readonly string[];
  sourceIp: string;
  sourcePort: number;
  /** Reads the body, once; the same promise again when asked again. Rejects with BodyTooLargeError beyond `mostBytes`, TooMuchHeldError where all bodies together are too much. */
  body(mostBytes: number): Promise<Buffer>;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
}

export interface WebResponse {
  status: number;
  /** Names in any case; a list is sent as several headers. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
  body?: string | Buffer | Readable;
}

/** The bodies of all requests under way are larger than may be held. */
export class TooMuchHeldError extends Error {
  override readonly name = 'TooMuchHeldError';
}

/** The body of a request is larger than its reader takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}
