// ApplyChange: what follows from a recheck for one photo, judged once more as its row is now. A refused photo that nothing known
// refuses any more goes through the journey again; an approved one that they would not is noted and announced, and stays approved.
// In: { plan, change: { photoId } }  Out: { reopened, doubted, left }, numbers of photos
// Throws: ConfigurationError, DependencyRefusedError, DependencyThrottledError, DependencyUnavailableError

import * as z from 'zod/mini';
import {
  type AnsweredPhoto,
  type CurrentPhotos,
  currentPhotos,
  noteDoubt,
  photosOfId,
  reopen,
} from '../adapters/answered-photos.ts';
import { publishEvent } from '../adapters/events.ts';
import { sendAgain } from '../adapters/photos-waiting.ts';
import { hasObject } from '../adapters/s3.ts';
import { parseConfiguration } from '../domain/configuration.ts';
import { isLetThrough, type JudgedAgain, judgeAgain } from '../domain/judge-again.ts';
import { RecheckPlanSchema } from '../domain/recheck.ts';
import { defineStep, eventSchema } from '../shared/step.ts';

export const Input = eventSchema({ plan: RecheckPlanSchema, change: z.object({ photoId: z.string() }) });

type Outcome = 'reopened' | 'doubted' | 'left';

export const handler = defineStep('ApplyChange', Input, async ({ executionArn, plan, change }) => {
  const rules = {
    configuration: parseConfiguration(plan.configuration),
    rejectionNeedsPerson: plan.rejectionNeedsPerson === 'on',
  };
  const result: Record<Outcome, number> = { reopened: 0, doubted: 0, left: 0 };
  for (const photo of await photosOfId(change.photoId)) {
    const judged = photo.measures ? judgeAgain(photo.measures, rules) : undefined;
    result[await apply(photo, judged, plan.configurationVersion, executionArn)] += 1;
  }
  return result;
});

async function apply(
  photo: AnsweredPhoto,
  judged: JudgedAgain | undefined,
  version: string,
  executionArn: string,
): Promise<Outcome> {
  // What people decided is theirs.
  if (!judged || photo.decidedBy !== 'rules') return 'left';
  // Begun before, and not come to its end: done again, it starts nothing twice.
  const isHalfDone = photo.openStatus === 'rechecked';
  if (photo.recheckedFor === version && !isHalfDone) return 'left';
  const profile = await currentPhotos(photo.riderId);
  if (!profile) return 'left';
  const { verdict, reasons } = judged;
  if (photo.status === 'approved')
    return ['approved', 'unknown'].includes(verdict)
      ? 'left'
      : doubt(photo, { verdict, reasons, version, executionArn });
  return isLetThrough(verdict) && REFUSED.includes(photo.status)
    ? giveAnotherChance(photo, profile, version)
    : 'left';
}

const REFUSED = ['retake', 'rejected'];

async function doubt(
  photo: AnsweredPhoto,
  seen: { verdict: string; reasons: string[]; version: string; executionArn: string },
): Promise<Outcome> {
  const { riderId, photoId } = photo;
  const { verdict, reasons, version, executionArn } = seen;
  // Announced before it is noted: what breaks off between them is announced again rather than never.
  await publishEvent('PhotoDoubted', {
    riderId,
    photoId,
    verdict,
    reasons,
    configurationVersion: version,
    executionArn,
  });
  const isNoted = await noteDoubt(photo, { version, verdict, reasons, at: new Date().toISOString() });
  return isNoted ? 'doubted' : 'left';
}

/** Only of the photo that its rider sent last, who has no other by now, and while the file is there. */
async function giveAnotherChance(
  photo: AnsweredPhoto,
  profile: CurrentPhotos,
  version: string,
): Promise<Outcome> {
  if (profile.last !== photo.photoId || profile.current !== undefined) return 'left';
  if (!(await hasObject(photo.upload, photo.upload.versionId))) return 'left';
  if (!(await reopen(photo, version))) return 'left';
  await sendAgain(photo.upload, { version, told: photo.status, past: photo.past });
  return 'reopened';
}
