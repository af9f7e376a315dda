// Where a distribution gets its answers: a bucket, by its origin access control, or another site of the laptop.
import type { WebRequest, WebResponse, WebSite } from '../../web/site.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import type { Origin } from './distribution.ts';

/** Answers a request without signature, as the policy of the bucket allows it to the distribution. */
export type AskS3 = (
  request: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'requestId'>,
) => Promise<ServiceResponse>;

export interface OriginRequest extends WebRequest {
  requestId: string;
}

/** CloudFront's own limit for what viewers send. */
const MOST_BODY_BYTES = 25 * 2 ** 20;

/** What the bucket answers to the distribution; for a key that is missing that is 403 unless the policy allows s3:ListBucket. */
export async function askBucket(
  bucket: string,
  { method, path, query, headers, body, requestId }: OriginRequest,
  askS3: AskS3,
): Promise<WebResponse> {
  // S3 knows each header of its own kind, and CloudFront's is not among them.
  const { 'x-amz-cf-id': _, ...known } = headers;
  const hasBody = method === 'PUT' || method === 'POST' || method === 'PATCH';
  const response = await askS3({
    // The length and encoding of the whole answer are told to HEAD as they are to GET.
    method: method === 'HEAD' ? 'GET' : method,
    path: `/${bucket}${path}`,
    query: new URLSearchParams(query),
    headers: known,
    body: hasBody ? await body(MOST_BODY_BYTES) : Buffer.alloc(0),
    requestId,
  });
  return {
    ...response,
    headers: { server: 'AmazonS3', ...response.headers, ...etagOf(response, headers['if-none-match']) },
  };
}

/** To a viewer that has it compressed, an object that is as before keeps the name that it has there. */
function etagOf(
  { status, headers }: ServiceResponse,
  ifNoneMatch: string | undefined,
): Record<string, string> {
  const etag = headers?.['etag'];
  if (status !== 304 || etag === undefined || !ifNoneMatch?.includes(`W/${etag}`)) return {};
  return { etag: `W/${etag}` };
}

/** What another site answers to the distribution. */
export async function askSite(
  { DomainName }: Origin,
  request: OriginRequest,
  siteAt: (host: string) => WebSite | undefined,
): Promise<WebResponse> {
  const site = siteAt(DomainName);
  if (!site) throw new Error(`no site of the laptop is called ${DomainName}`);
  // As on AWS, where an API knows itself by its host alone.
  if (isApi(DomainName) && request.headers['host'] !== DomainName)
    return {
      status: 403,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException' },
      body: JSON.stringify({ message: 'Forbidden' }),
    };
  const { requestId: _, ...asked } = request;
  return site.answer(asked);
}

export function isApi(domainName: string): boolean {
  return domainName.includes('.execute-api.');
}
