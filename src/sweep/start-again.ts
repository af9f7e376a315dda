// A photo whose execution is no more goes through the workflow again, from the beginning and with the same input. The row is handed
// over first and the next execution started then: whatever breaks between the two, the next run finds a row whose execution nobody
// knows, and starts that very one.

import { type Life, lifeOf } from '../adapters/execution-life.ts';
import { startJourney } from '../adapters/step-functions.ts';
import { giveUp, handOver, type OpenPhoto } from '../adapters/sweep-rows.ts';
import { MOST_TRIES, nameOf, nextExecution, triesOf } from '../domain/again.ts';
import type { Past } from '../domain/photo-past.ts';
import { configuration } from '../shared/config.ts';
import { later, type Outcome, type Run } from './run.ts';

const DAY_MS = 86_400_000;

/** `appeal`: what people have decided already, so that it ends as they did (docs/decisions/0034-appeals.md). */
export async function startAgain(
  run: Run,
  photo: OpenPhoto,
  life: Exclude<Life, { state: 'running' }>,
  appeal: OpenPhoto['sweptAppeal'] = photo.sweptAppeal,
): Promise<Outcome> {
  const { executionArn } = photo;
  if (executionArn === undefined) return abandon(run, photo);
  const wasStarted = life.state === 'ended';
  if (wasStarted && triesOf(nameOf(executionArn)) >= MOST_TRIES) return abandon(run, photo);
  const input = await inputOf(photo, life);
  if (!input) return abandon(run, photo);
  if (!(await run.room.enter(run.untilMs))) return 'no-room';
  const next = wasStarted ? nextExecution(executionArn) : executionArn;
  const from = wasStarted ? executionArn : photo.sweptFrom;
  const isOurs = await handOver(photo, { executionArn: next, from, ...(appeal && { appeal }) }, run.now());
  if (!isOurs) return 'taken';
  await startJourney(nameOf(next), { past: pastOf(photo), ...input, ...(appeal && { appeal }) });
  return 'started-again';
}

/** The photo has failed; told is it by untold-failures.ts. */
export async function abandon(run: Run, photo: OpenPhoto): Promise<Outcome> {
  const keptUntil = later(run.now(), configuration().retention.refusedDays * DAY_MS);
  return (await giveUp(photo, 'SweptInVain', run.now(), keptUntil)) ? 'given-up' : 'taken';
}

/** For executions that were started before it went along; from a row that was handed over unchanged, so the same at every try. */
const pastOf = (photo: OpenPhoto): Past => photo.past ?? { sentAt: photo.claimedAt ?? photo.updatedAt };

/** As the execution before was started; of one that Step Functions has forgotten, as the row tells it. */
async function inputOf(photo: OpenPhoto, life: Life): Promise<Record<string, unknown> | undefined> {
  if (life.state === 'ended' && life.input) return life.input;
  if (photo.sweptFrom !== undefined) {
    const before = await lifeOf(photo.sweptFrom);
    if (before.state === 'ended' && before.input) return before.input;
  }
  const { riderId, photoId, bucket, key, versionId, size, expiresAt } = photo;
  if (bucket === undefined || key === undefined || versionId === undefined || size === undefined)
    return undefined;
  return { upload: { bucket, key, versionId, size, riderId, photoId }, expiresAt: String(expiresAt) };
}
