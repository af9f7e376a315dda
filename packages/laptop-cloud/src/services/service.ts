// What the gateway asks of every service, and what a service may use of the rest.
import type { Readable } from 'node:stream';
import type * as z from 'zod';
import { splitArn } from '../arns.ts';
import type { ConditionKeys, ServiceCaller } from '../policies/request-context.ts';
import type { XmlShape } from './protocols/xml-shape.ts';

/** One HTTP request whose signature (or presigned form) the gateway has already checked. */
export interface ServiceRequest {
  method: string;
  /** Path as sent, still percent-encoded: `/bucket/a%20key`. */
  path: string;
  query: URLSearchParams;
  /** Header names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
  /** Where a body lies that was too large for memory; `body` is empty then. It goes once the request is answered. */
  bodyFile?: BodyFile;
  /** For a body in signed chunks: what signs them. */
  chunkSigner?: ChunkSigner;
  /** Who signed: the root user, or the role of a function or state machine. Anonymous: a browser form post. */
  principal: Principal;
  /** Origin of the endpoint as the caller addressed it, e.g. `http://127.0.0.1:4566`. */
  endpoint: string;
  requestId: string;
  /** Nobody signed it, and the service takes it so. */
  isUnsigned?: boolean;
  /** `X-Amzn-Trace-Id`, if sent. */
  traceHeader?: string;
  /** Calls once the answer has gone out or nobody is there for it any more. */
  whenGone?: (listener: () => void) => void;
  /** Notes what the request used of what AWS charges by, e.g. `writeUnits`. */
  meter?: (unit: string, amount: number) => void;
}

/** A request as it comes over the wire, headers in lower case. */
export type WireRequest = Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers' | 'body' | 'bodyFile'>;

/** Who makes a request inside this process. Nothing travels there, so that nothing is signed. */
export interface Caller {
  accessKeyId: string;
  /** The scope of the service that is asked. */
  scope: string;
}

export interface BodyFile {
  path: string;
  /** Bytes. */
  size: number;
  /** Of all of it, in hex. */
  sha256: string;
}

/** Signs the chunks of one body, each over the one before it, beginning with the signature of the request. */
export interface ChunkSigner {
  seed: string;
  /** Given the hash of its bytes in hex. */
  chunk(previous: string, sha256: string): string;
  trailer(previous: string, sha256: string): string;
}

export interface ServiceResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Instead of `body`, where it is large: must be read to its end or destroyed. The header `content-length` tells how long. */
  stream?: Readable;
  /** The memory of `body` is used again: to be called once it has been sent, or nobody wants it any more. */
  release?: () => void;
}

export interface Principal {
  /** ARN shown in AccessDenied messages. */
  arn: string;
  /** Looks on without taking part: fault rules pass its calls by, and what it uploads is announced to nobody. */
  isOnlooker?: boolean;
  /** Set for an AWS service: policies of resources alone decide. */
  service?: ServiceCaller;
  /** Decides an action on a resource ARN, from the policies in the template. The root user may do everything. */
  can(action: string, resourceArn: string, conditionKeys?: ConditionKeys): boolean;
  /** Whether a statement of its own forbids it, whatever else allows it; none does without this. */
  denies?(action: string, resourceArn: string, conditionKeys?: ConditionKeys): boolean;
}

export interface Service {
  /** The SigV4 credential scope that routes to it: `s3`, `dynamodb`, `states`, `events`, `sagemaker` ... */
  scope: string;
  /** The wire protocol, as the documentation names it. */
  protocol?: string;
  /** What it can do; fault rules name these. */
  operations?: readonly OperationFacts[];
  /** Codes that any of its operations may refuse with. */
  errors?: readonly string[];
  /** The name of the operation that a request asks for; undefined for none of its own. Cheap, and never throws. */
  operationOf?(request: ServiceRequest): string | undefined;
  /** Whether a request that nobody signed is for it: pages and tokens of user pools are. Cheap, and never throws. */
  takesUnsigned?(request: Pick<ServiceRequest, 'method' | 'path' | 'headers'>): boolean;
  /** Where a large body of this request is to lie, and how large it may be; undefined keeps it in memory. Cheap, and never throws. */
  largeBody?(head: Pick<ServiceRequest, 'method' | 'path' | 'query' | 'headers'>): LargeBody | undefined;
  /** Nothing holds on to the body of a request that is answered: its memory is used again at once. */
  forgetsBodies?: true;
  handle(request: ServiceRequest): Promise<ServiceResponse>;
  close?(): Promise<void>;
}

export interface LargeBody {
  folder: string;
  mostBytes: number;
}

/** What the outside may know of an operation. */
export interface OperationFacts {
  /** As AWS names it. */
  name: string;
  /** What it reads of a request; the members of another are refused by name. */
  input?: z.ZodType;
  /** Headers that it reads beside. */
  headers?: readonly string[];
  /** What may stand in its body of XML. */
  body?: XmlShape;
  /** IAM actions that it may ask for, the usual one first. */
  actions: readonly string[];
  /** Codes that it may refuse with, beside those of the whole service. */
  errors: readonly string[];
}

/** What AWS answers in its own words; protocols turn it into their error bodies. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** The wire error code, e.g. `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;
  /** More members of the error body, e.g. CancellationReasons. */
  readonly members: Record<string, unknown>;
  constructor(code: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** Refuses with AccessDeniedException, worded as AWS words it, unless the principal's policies allow the action. */
export function authorize(
  principal: Principal,
  action: string,
  resourceArn: string,
  conditionKeys: ConditionKeys = {},
): void {
  const resource = grantable(resourceArn);
  if (principal.can(action, resource, conditionKeys)) return;
  const reason = principal.denies?.(action, resource, conditionKeys)
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  throw denied(principal.arn, action, resource, reason);
}

/** The refusal itself, for whoever decides by other policies. */
export function denied(who: string, action: string, resourceArn: string, reason: string): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    `User: ${who} is not authorized to perform: ${action} on resource: ${resourceArn} ${reason}`,
  );
}

/**
 * What a policy has to name. Of a state machine's version or alias Step Functions asks for the right to the machine itself;
 * Lambda does not. https://docs.aws.amazon.com/step-functions/latest/dg/auth-version-alias.html
 */
function grantable(resourceArn: string): string {
  if (!resourceArn.includes(':stateMachine:')) return resourceArn;
  const arn = splitArn(resourceArn);
  if (arn?.service !== 'states' || !arn.resource.startsWith('stateMachine:')) return resourceArn;
  const behind = arn.resource.indexOf(':', 'stateMachine:'.length);
  return behind < 0 ? resourceArn : resourceArn.slice(0, behind - arn.resource.length);
}
