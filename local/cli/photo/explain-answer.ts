// Gathers what --explain draws: the working copy (or the upload) and the face from the execution's history.

import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Cloud } from '../../cloud.ts';
import { UsageError } from '../usage-error.ts';
import type { Answer } from './answer.ts';
import { type SeenFace, writeExplanation } from './explain.ts';

interface Seen {
  inspection?: { image: { bucket: string; key: string } | null };
  detection?: { face: SeenFace | null };
}

/** Writes the PNG. Throws UsageError when the execution never got a picture to draw on. */
export async function explainAnswer(cloud: Cloud, answer: Answer, target: string): Promise<void> {
  const seen = lastSeen(cloud, answer.executionArn);
  const image = seen.inspection?.image;
  if (!image)
    throw new UsageError(
      `${answer.file} was not decoded, so there is no picture to explain; its reasons are above`,
    );
  const s3 = new S3Client(cloud.clientConfig);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: image.bucket, Key: image.key }));
  const picture = Buffer.from(await Body!.transformToByteArray());
  s3.destroy();
  await writeExplanation(target, picture, seen.detection?.face ?? null, answer.findings);
}

/** The state's data after the last state of the main line that holds the inspection. */
function lastSeen(cloud: Cloud, executionArn: string): Seen {
  const outputs = cloud.stepFunctions
    .history(executionArn)
    .flatMap((event) => event.stateExitedEventDetails ?? [])
    .filter(({ name }) => name === 'DetectFace' || name === 'InspectPhoto');
  const last = outputs.at(-1)?.output;
  return last === undefined ? {} : (JSON.parse(last) as Seen);
}
