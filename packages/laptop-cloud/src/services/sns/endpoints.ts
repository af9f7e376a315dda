// What a subscription's endpoint is, by its protocol. Sources: the Subscribe operation, and answers of AWS.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
import { serviceOf } from '../../arns.ts';
import { ServiceError } from '../service.ts';

const WRONG: Readonly<Record<string, (endpoint: string) => string | undefined>> = {
  sqs: (endpoint) => (serviceOf(endpoint) === 'sqs' ? undefined : 'SQS endpoint ARN'),
  lambda: (endpoint) => (serviceOf(endpoint) === 'lambda' ? undefined : 'Lambda endpoint ARN'),
  http: (endpoint) => otherScheme('http://', endpoint),
  https: (endpoint) => otherScheme('https://', endpoint),
  email: noAddress,
  'email-json': noAddress,
  sms: (endpoint) => (PHONE_NUMBER.test(endpoint) ? undefined : `Invalid SMS endpoint: ${endpoint}`),
};

/** Digits, between which one sign may stand. */
const PHONE_NUMBER = /^\+?\(?[0-9](?:\)?[ .-]?\(?[0-9])+$/;

/** Throws InvalidParameter for what no message of the protocol could be sent to. */
export function checkEndpoint(protocol: string, endpoint: string): void {
  const wrong = Object.hasOwn(WRONG, protocol) ? WRONG[protocol]?.(endpoint) : undefined;
  const reason = endpoint === '' ? 'Endpoint' : wrong;
  if (reason === undefined) return;
  const isWhole = reason.startsWith('Invalid ');
  throw new ServiceError('InvalidParameter', isWhole ? reason : `Invalid parameter: ${reason}`);
}

function otherScheme(scheme: string, endpoint: string): string | undefined {
  return endpoint.startsWith(scheme) ? undefined : 'Endpoint must match the specified protocol';
}

function noAddress(endpoint: string): string | undefined {
  return /^[^@\s]+@[^@\s]+$/.test(endpoint) ? undefined : 'Email address';
}
