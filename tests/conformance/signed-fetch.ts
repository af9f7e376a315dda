// Requests that no SDK sends any more, signed by the SDK's own signer.
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Endpoint } from './endpoints.ts';

export interface RawRequest {
  /** Of the signature: `sqs`. */
  service: string;
  method?: string;
  /** With its query. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export async function signedFetch(endpoint: Endpoint, request: RawRequest): Promise<RawAnswer> {
  const { service, method = 'POST', path = '/', headers = {}, body = '' } = request;
  const {
    url: origin = `https://${service}.${endpoint.region}.amazonaws.com`,
    region,
    credentials,
  } = endpoint;
  if (!credentials) throw new Error('requests as they are written here need keys that are given');
  const url = new URL(path, origin);
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
  });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, ...headers },
    body,
  });
  const { host: _host, ...sent } = signed.headers;
  const answer = await fetch(url, { method, headers: sent, ...(method === 'GET' ? {} : { body }) });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: await answer.text(),
  };
}

/** A form, as the query protocol wants it. */
export function formOf(members: Readonly<Record<string, string>>): Pick<RawRequest, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(members).toString(),
  };
}

/** The text of the first element of this name; undefined where there is none. */
export function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];
}

class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as NodeJS.ArrayBufferView);
  }
  update(chunk: string | Uint8Array): void {
    this.hash.update(chunk);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}
