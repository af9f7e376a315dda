// What SNS refuses that makes no sense to it.
import { ServiceError } from '../service.ts';

export function invalid(reason: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${reason}`);
}

/** What a member holds that has to be an ARN: throws InvalidParameter for one that ends too soon. */
export function refuseShortArn(member: string, arn: string): void {
  const elements = arn.split(':').length;
  if (elements < 6) throw invalid(`${member} Reason: An ARN must have at least 6 elements, not ${elements}`);
}
