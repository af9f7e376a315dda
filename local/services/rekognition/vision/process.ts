// Entry of the vision process: loads the models, answers one question at a time, ends with its parent.

import { loadFaceModels } from './models.ts';
import { loadModeration } from './moderation.ts';
import { createPicture, type Models, type Picture, pictureId } from './picture.ts';
import { PictureRefusedError } from './pixels.ts';
import type { VisionAnswers, VisionReply, VisionRequest, VisionTask } from './protocol.ts';
import { rehearsal } from './rehearsal.ts';
import { startTensorflow } from './tensorflow.ts';

type PictureTask = Exclude<VisionTask, { task: 'warm' }>;

// Results are small, pixels are not: of the pictures asked about most recently only these keep what was found.
const REMEMBERED_PICTURES = 64;
const OPEN_PICTURES = 2;

const models = load();
const pictures = new Map<string, Picture>();
let queue: Promise<unknown> = models.catch(() => undefined);

process.on('disconnect', () => process.exit(0));
process.on('message', (request: VisionRequest) => {
  if (request.task === 'warm') void warm(request.id);
  else enqueue(async () => reply(await answer(request)));
});

/** TensorFlow.js is not re-entrant: one piece of work after another. */
function enqueue(work: () => Promise<void>): Promise<void> {
  const done = queue.then(work);
  queue = done.catch(() => undefined);
  return done;
}

async function warm(id: number): Promise<void> {
  try {
    for (const step of rehearsal(await models)) await enqueue(step);
    reply({ id, answer: {} });
  } catch (error) {
    reply({ id, fault: faultOf(error) });
  }
}

function reply(message: VisionReply): void {
  process.send?.(message);
}

function faultOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function load(): Promise<Models> {
  const tf = await startTensorflow();
  const faceModels = await loadFaceModels(tf);
  return { ...faceModels, moderation: loadModeration() };
}

async function answer(request: PictureTask & { id: number }): Promise<VisionReply> {
  const { id } = request;
  try {
    return { id, answer: await look(request) };
  } catch (error) {
    if (error instanceof PictureRefusedError) return { id, refusal: error.refusal };
    return { id, fault: faultOf(error) };
  }
}

async function look(request: PictureTask): Promise<VisionAnswers[keyof VisionAnswers]> {
  const ready = await models;
  const { image } = request;
  const picture = recall(ready, pictureId(image));
  if (request.task === 'moderation') return picture.moderation(image);
  if (request.task === 'labels') return picture.labels(image);
  return { imageId: picture.id, faces: await picture.faces(image, request.describe) };
}

/** The picture of this content, moved to the front; what falls behind is released, then forgotten. */
function recall(ready: Models, id: string): Picture {
  const picture = pictures.get(id) ?? createPicture(ready, id);
  pictures.delete(id);
  pictures.set(id, picture);
  const ids = [...pictures.keys()];
  for (const old of ids.slice(0, -OPEN_PICTURES)) pictures.get(old)?.release();
  for (const old of ids.slice(0, -REMEMBERED_PICTURES)) pictures.delete(old);
  return picture;
}
