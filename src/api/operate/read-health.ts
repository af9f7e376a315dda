import { stackAlarms } from '../../adapters/alarms.ts';
import { countPhotosInFlight } from '../../adapters/dynamodb.ts';
import { openReviews } from '../../adapters/open-photos.ts';
import { deadLettersOf, QUEUE_NAMES, queueDepth, REDRIVABLE_QUEUES } from '../../adapters/stack-queues.ts';
import { LONGEST_CHECK_MS } from '../../domain/longest-check.ts';
import { defineRoute } from '../../shared/route.ts';
import { Health } from '../schemas/health.ts';

/** One part that cannot be read hides no other: it is null, and named. */
export const readHealth = defineRoute({
  route: 'GET /v1/health',
  summary: 'What is on, what waits and for how long; each with its entry of the runbook',
  audience: 'operator',
  answers: { 200: Health },
  run: async ({ now }) => {
    const names = Object.keys(PARTS) as (keyof typeof PARTS)[];
    const read = await Promise.allSettled(names.map((name) => PARTS[name](now)));
    const parts = Object.fromEntries(
      read.map((part, place) => [names[place], part.status === 'fulfilled' ? part.value : null]),
    ) as { [Name in keyof typeof PARTS]: Awaited<ReturnType<(typeof PARTS)[Name]>> | null };
    const unread = names.filter((name) => parts[name] === null);
    return { status: 200, body: { at: now.toISOString(), unread, ...parts } };
  },
});

const WAITS = { uploads: 'uploads-wait', 'photos-waiting': 'photos-wait', votes: 'votes-wait' } as const;

const PARTS = {
  async alarms() {
    const alarms = await stackAlarms();
    const of = (wanted: string) => alarms.filter(({ state }) => state === wanted);
    return { ALARM: of('ALARM'), INSUFFICIENT_DATA: of('INSUFFICIENT_DATA'), OK: of('OK') };
  },
  queues: () =>
    Promise.all(
      QUEUE_NAMES.map(async (name) => ({ name, ...(await queueDepth(name)), runbook: entry(WAITS[name]) })),
    ),
  deadLetters: () =>
    Promise.all(
      REDRIVABLE_QUEUES.map(async (name) => ({
        name,
        ...(await deadLettersOf(name)),
        runbook: entry(`${name}-dead-lettered`),
      })),
    ),
  reviews: async () => ({ ...(await openReviews()), runbook: entry('reviews-wait') }),
  async photos(now: Date) {
    const [all, fresh] = await Promise.all([
      countPhotosInFlight('1970'),
      countPhotosInFlight(new Date(now.getTime() - LONGEST_CHECK_MS).toISOString()),
    ]);
    return { inFlight: fresh, overdue: Math.max(0, all - fresh), runbook: entry('photos-wait') };
  },
};

function entry(anchor: string): string {
  return `docs/runbook.md#${anchor}`;
}
