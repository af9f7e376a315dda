// Gathers what --explain draws: the working copy and the face from the execution's history.

import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { UsableCloud } from 'laptop-cloud/cli';
import { UsageError } from 'laptop-cloud/cli';
import type { HistoryEvent } from 'states-language';
import type { Answer } from './answer.ts';
import { type SeenFace, writeExplanation } from './explain.ts';
import { onlooking } from './journey.ts';

interface Seen {
  inspection?: { image: { bucket: string; key: string } | null };
  detection?: { face: SeenFace | null };
}

/** Writes the PNG. Throws UsageError when the execution never got a picture to draw on, or has deleted it again. */
export async function explainAnswer(
  cloud: UsableCloud,
  answer: Answer,
  history: readonly HistoryEvent[],
  target: string,
): Promise<void> {
  const seen = lastSeen(history);
  const image = seen.inspection?.image;
  if (!image) {
    throw new UsageError(
      answer.isRepeat
        ? `${answer.file} was checked before, so there is nothing new to explain; --fresh checks it anew`
        : `${answer.file} was not decoded, so there is no picture to explain; its reasons are above`,
    );
  }
  const s3 = new S3Client(onlooking(cloud));
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: image.bucket, Key: image.key }));
    const picture = Buffer.from(await Body!.transformToByteArray());
    await writeExplanation(target, picture, seen.detection?.face ?? null, answer.findings);
  } catch (cause) {
    if ((cause as Error).name !== 'NoSuchKey') throw cause;
    throw new UsageError(
      `${answer.file} was withdrawn with its working copy: there is no picture to explain`,
      {
        cause,
      },
    );
  } finally {
    s3.destroy();
  }
}

/** The state's data after the last state of the main line that holds the inspection. */
function lastSeen(history: readonly HistoryEvent[]): Seen {
  const outputs = history
    .flatMap((event) => event.stateExitedEventDetails ?? [])
    .filter(({ name }) => name === 'DetectFace' || name === 'InspectPhoto');
  const last = outputs.at(-1)?.output;
  return last === undefined ? {} : (JSON.parse(last) as Seen);
}
