// When a lifecycle rule has a version expire, and what S3 says of it in `x-amz-expiration`.
import type { Bucket, LifecycleRule, ObjectVersion } from './bucket.ts';

const DAY_MS = 86_400_000;

/** Some days after a moment, rounded up to the next midnight UTC. Milliseconds since 1970. */
export function expiryAfter(sinceMs: number, days: number): number {
  return Math.ceil((sinceMs + days * DAY_MS) / DAY_MS) * DAY_MS;
}

/** Whether a rule is about a version of a key with its prefix. */
export function isMeant(version: ObjectVersion, rule: LifecycleRule): boolean {
  const { sizeAbove = -1, sizeBelow = Number.POSITIVE_INFINITY } = rule;
  return hasTags(version, rule) && version.size > sizeAbove && version.size < sizeBelow;
}

function hasTags(version: ObjectVersion, rule: LifecycleRule): boolean {
  return Object.entries(rule.tags).every(([name, value]) => version.tags[name] === value);
}

/** The header that tells when the newest version of a key goes, and by which rule; none where no rule is about it. */
export function expirationHeader(
  { settings }: Pick<Bucket, 'settings'>,
  key: string,
  version: ObjectVersion,
): Record<string, string> {
  if (settings.lifecycle.length === 0) return {};
  const [first] = settings.lifecycle
    .map((rule, index) => ({ id: rule.id ?? unnamed(index), atMs: expiryOf(rule, key, version) }))
    .filter(({ atMs }) => atMs < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.atMs - other.atMs);
  if (!first) return {};
  const date = new Date(first.atMs).toUTCString();
  return { 'x-amz-expiration': `expiry-date="${date}", rule-id="${encodeURIComponent(first.id)}"` };
}

function expiryOf(rule: LifecycleRule, key: string, version: ObjectVersion): number {
  const { expirationDays, expirationMs = Number.POSITIVE_INFINITY } = rule;
  if (rule.isDisabled || !key.startsWith(rule.prefix) || !isMeant(version, rule))
    return Number.POSITIVE_INFINITY;
  return expirationDays === undefined ? expirationMs : expiryAfter(version.lastModified, expirationDays);
}

/** The id of a rule that was put without one, by its place. */
export function unnamed(index: number): string {
  return `rule-${index + 1}`;
}
