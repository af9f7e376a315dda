// What the operations of Step Functions share.

/** For actions without a resource type of their own. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export const ANY = (): string => '*';

/** No key of one's own encrypts anything here. */
export const OWNED_KEY = { type: 'AWS_OWNED_KEY' } as const;

/** SDKs read times as epoch seconds; the protocol turns Dates into them. */
export function date(ms: number): Date;
export function date(ms: number | undefined): Date | undefined;
export function date(ms: number | undefined): Date | undefined {
  return ms === undefined ? undefined : new Date(ms);
}
