// The parts of Amazon Resource Names: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html

export interface Arn {
  partition: string;
  service: string;
  /** Empty where the service has one namespace for all regions. */
  region: string;
  /** Empty where names are one's own in all accounts, as those of buckets. */
  accountId: string;
  /** All that follows, its own colons included: `table/Orders`, `function:resize:live`. */
  resource: string;
}

/** Says which text is no ARN. */
export class ArnError extends Error {
  override readonly name = 'ArnError';
}

/** The parts of an ARN; undefined for a text that is none. */
export function splitArn(text: string): Arn | undefined {
  const [, partition, service, region, accountId, resource] =
    /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s.exec(text) ?? [];
  if (partition === undefined || service === undefined || resource === undefined) return undefined;
  return { partition, service, region: region ?? '', accountId: accountId ?? '', resource };
}

/** The parts of an ARN. Throws an ArnError for a text that is none. */
export function parseArn(text: string): Arn {
  const arn = splitArn(text);
  if (arn) return arn;
  throw new ArnError(`${text} is no ARN (arn:partition:service:region:account:resource)`);
}
