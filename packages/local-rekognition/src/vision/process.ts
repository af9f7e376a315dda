// Entry of the vision process: loads the models, answers questions, ends with its parent.

import { flushCompileCache } from 'node:module';
import { constants, getPriority, setPriority } from 'node:os';
import { faultOf } from './fault.ts';
import { startFirstWorker } from './first-worker.ts';
import type { InferenceWorkers } from './inference-workers.ts';
import { createPicture, type Picture, pictureId } from './picture.ts';
import { decodePixels, type OpenPixels, PictureRefusedError } from './pixels.ts';
import type { Pixels, VisionAnswers, VisionFailure, VisionReply, VisionRequest } from './protocol.ts';
import { createRecent } from './recent.ts';
import { startSecondWorker } from './second-worker.ts';

// Of the pictures asked about most recently: results are small, pixels are up to 3 MB. With questions about many pictures
// waiting, the two workers are seldom at the same one.
const REMEMBERED_PICTURES = 64;
const OPEN_PICTURES = 4;

/** Where others want the same core, it gets a quarter of it: enough to go on. */
const NICENESS = 5;

// A look takes long, and both workers keep a core busy: whoever asks, and what goes on beside the looks, has the processor first.
// Before the second worker begins, for a thread takes after the one that starts it.
setPriority(Math.min(getPriority() + NICENESS, constants.priority.PRIORITY_LOW));

const second = startSecondWorker((cause) => giveUp('the second worker of the vision process ended', cause));
const first = startFirstWorker((cause) => giveUp('the vision process could not load its models', cause));
const workers: InferenceWorkers = { first, second };
const pictures = createRecent<Picture>(REMEMBERED_PICTURES);
let areLabelsAsked = false;
const openPictures = createRecent<Promise<Pixels>>(OPEN_PICTURES);

// Ctrl-C reaches every process of a terminal; this one ends when its parent is done with it.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', async (request: VisionRequest) => process.send?.(await reply(request)));

/** Half of the models answers no question: the next question starts a new process. */
function giveUp(what: string, cause: unknown): void {
  const words: VisionFailure = { failure: `${what}: ${faultOf(cause)}` };
  process.send?.(words, undefined, undefined, () => process.exit(1));
}

async function reply(request: VisionRequest): Promise<VisionReply> {
  const { id } = request;
  try {
    return { id, answer: await answer(request) };
  } catch (error) {
    if (error instanceof PictureRefusedError) return { id, refusal: error.refusal };
    return { id, fault: faultOf(error) };
  }
}

async function answer(request: VisionRequest): Promise<VisionAnswers[keyof VisionAnswers]> {
  if (request.task === 'load') {
    await Promise.all([first.loaded, second.loaded]);
    return {};
  }
  if (request.task === 'warm') {
    await Promise.all([first.warmUp(), second.loaded]);
    // This process is killed in the end, without a chance to keep what it compiled.
    flushCompileCache();
    return {};
  }
  const { image } = request;
  const imageId = pictureId(image);
  const picture = pictures(imageId, () => createPicture(workers, lookFurther));
  const open = () => openPictures(imageId, () => decodePixels(image));
  if (request.task === 'moderation') return picture.moderation(open);
  if (request.task === 'labels') {
    areLabelsAsked = true;
    return picture.labels(open);
  }
  const faces = await picture.faces(open, request);
  // Who is shown one face is asked next, when this answer is on its way.
  if (request.describe === 0) setImmediate(() => lookAhead(picture.faces(open, { ...request, describe: 1 })));
  return { imageId, faces };
}

/**
 * Who is shown faces asks for the rest of the picture next: the other worker looks while the first goes on with the faces, at
 * labels only where they have been asked before. Not sooner: on few cores it would only hold up the faces.
 */
function lookFurther(picture: Picture, open: OpenPixels): void {
  lookAhead(picture.moderation(open));
  if (areLabelsAsked) lookAhead(picture.labels(open));
}

/** What fails there is told to whoever asks for it. */
function lookAhead(work: Promise<unknown>): void {
  work.catch(() => undefined);
}
