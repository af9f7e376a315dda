// What S3 does whenever a bucket's notifications are put: it tries whether it may tell of them.
import { serviceOf } from '../../arns.ts';
import { messageOf } from '../message-of.ts';
import { ServiceError } from '../service.ts';
import type { BucketNotification } from './notification-settings.ts';
import type { ObjectStore } from './store.ts';

/** Tells queues and topics that a bucket will write to them, and looks for functions, where its notifications have changed. */
export function destinationTest(
  store: ObjectStore,
  test: (bucketName: string, destination: string) => Promise<void>,
): (bucketName: string, notifications: readonly BucketNotification[]) => Promise<void> {
  return async (bucketName, notifications) => {
    const before = store.bucket(bucketName)?.settings.notifications ?? [];
    if (JSON.stringify(before) === JSON.stringify(notifications)) return;
    const refused: RefusedDestination[] = [];
    for (const destination of new Set(notifications.map((one) => one.destination))) {
      await test(bucketName, destination).catch((cause: unknown) => refused.push({ destination, cause }));
    }
    if (refused.length > 0) throw new DestinationsRefusedError(refused);
  };
}

interface RefusedDestination {
  destination: string;
  cause: unknown;
}

/** Functions, queues and topics that do not take what a bucket would tell them, in words for who wrote the template. */
export class DestinationsRefusedError extends Error {
  override readonly name = 'DestinationsRefusedError';
  readonly refused: readonly RefusedDestination[];

  constructor(refused: readonly RefusedDestination[]) {
    const reasons = refused.map(({ cause }) => messageOf(cause)).join('; ');
    super(
      `Unable to validate the following destination configurations: ${reasons}. Its policy must let s3.amazonaws.com in, and be made before the bucket (DependsOn).`,
      { cause: refused[0]?.cause },
    );
    this.refused = refused;
  }
}

/** The same as S3 answers it. */
export function destinationsRefusal({ refused }: DestinationsRefusedError): ServiceError {
  const members = refused.flatMap((one, index) => {
    const { name, value } = argumentOf(one);
    return [
      [`ArgumentName${index + 1}`, name],
      [`ArgumentValue${index + 1}`, value],
    ];
  });
  return new ServiceError(
    'InvalidArgument',
    'Unable to validate the following destination configurations',
    400,
    Object.fromEntries(members),
  );
}

function argumentOf({ destination, cause }: RefusedDestination): { name: string; value: string } {
  const service = serviceOf(destination);
  // Of functions S3 says no more, and gives a second name that they never have.
  if (service === 'lambda')
    return { name: `${destination}, null`, value: `Not authorized to invoke function [${destination}]` };
  return {
    name: destination,
    value: isMissing(cause) ? `The destination ${KINDS[service]} does not exist` : messageOf(cause),
  };
}

const KINDS: Readonly<Record<string, string>> = { sqs: 'queue', sns: 'topic' };

function isMissing(cause: unknown): boolean {
  return cause instanceof ServiceError && ['QueueDoesNotExist', 'NotFound'].includes(cause.code);
}
