// What Lambda says of a parameter that it does not take.
import { ServiceError } from '../service.ts';

export function invalidParameter(message: string, cause?: unknown): ServiceError {
  const refusal = new ServiceError('InvalidParameterValueException', message, 400, { Type: 'User' });
  if (cause !== undefined) refusal.cause = cause;
  return refusal;
}
