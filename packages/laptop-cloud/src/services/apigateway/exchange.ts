// One request to an HTTP API on its way: what is known of it so far, for its event, its answer and its line in the access log.

import type { WebRequest } from '../../web/site.ts';

export interface Exchange {
  request: WebRequest;
  requestId: string;
  startedMs: number;
  apiId: string;
  accountId: string;
  /** Of the request, as `Host` names it. */
  domainName: string;
  /** Percent-decoded, the stage's name in front unless it is $default. */
  rawPath: string;
  traceHeader: string;
  stage: string;
  routeKey?: string;
  pathParameters?: Record<string, string>;
  stageVariables?: Readonly<Record<string, string>>;
  authorizer?: Authorized;
  /** Of what the access log may tell. */
  facts: Facts;
}

/** As functions get it. */
export type Authorized = { jwt: VerifiedToken } | { lambda: Readonly<Record<string, unknown>> };

export interface VerifiedToken {
  /** Every value is a string. */
  claims: Record<string, string>;
  /** Null on routes without scopes. */
  scopes: string[] | null;
}

export interface Facts {
  authorizerError?: string;
  /** What API Gateway answered itself. */
  errorMessage?: string;
  integrationError?: string;
  integrationLatencyMs?: number;
  integrationRequestId?: string;
  /** Of the function's answer. */
  integrationStatus?: number;
  /** 200 when Lambda itself has answered. */
  lambdaStatus?: number;
}

/** What API Gateway itself answers, in its own words. */
export class GatewayAnswer extends Error {
  override readonly name = 'GatewayAnswer';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}
