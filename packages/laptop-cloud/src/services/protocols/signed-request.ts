// What every version of signatures is checked against.
import type { Principal } from '../service.ts';

/** Who an access key belongs to. */
export type Credentials = (
  accessKeyId: string,
) => { secretAccessKey: string; principal: Principal } | undefined;

/** A request as it came over the wire, header names in lower case. */
export interface SignedRequest {
  method: string;
  /** Still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
}
