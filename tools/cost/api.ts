// What riders' and reviewers' pages ask of the API is no part of what a photo's check costs: it has a bill of its own.

import type { AccessLine } from 'laptop-cloud';
import { type CostLine, PRICES } from './prices.ts';

const API_FUNCTION = /^\w+ApiFunction/;
const API_ROLE = /-\w+ApiFunctionRole\b/;

/** Whether a line of the access log is a request to the API, the function that answers it, or what that function asks for. */
export function isOfApi({ service, operation, resource = '', principal = '' }: AccessLine): boolean {
  if (service === 'execute-api') return true;
  return service === 'lambda' && operation === 'Invoke'
    ? API_FUNCTION.test(resource)
    : API_ROLE.test(principal);
}

/** A rider's page asks for the form, and five times how far the photo is, at the pace of domain/polling-pace.ts. */
const REQUESTS = 6;
const SECONDS_EACH = 0.02;
const GB_EACH = 0.5;
/** Who it is, the photo and the profile, each whole and now. */
const READS_EACH = 3;
/** The row that waits and the count of attempts, in one transaction. */
const WRITES = 4;

/** Reckoned, not counted: photos are sent to the bucket here, past the API. */
export function apiCost(): CostLine {
  const request =
    PRICES.httpApiRequest +
    PRICES.lambdaRequest +
    SECONDS_EACH * GB_EACH * PRICES.lambdaGbSecondArm64 +
    READS_EACH * PRICES.dynamoDbReadUnit;
  return {
    what: 'API',
    usd: REQUESTS * request + WRITES * PRICES.dynamoDbWriteUnit,
    detail: `${REQUESTS} requests of a rider's page, ${SECONDS_EACH * 1000} ms of ${GB_EACH} GB each`,
  };
}
