// What SNS refuses that makes no sense to it.
import { ServiceError } from '../service.ts';

export function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}
