// The worker of the process's own thread.

import { createAges, type GuessAges } from './ages.ts';
import { type FaceApi, loadFaceApi } from './face-api.ts';
import { cropFace } from './face-crop.ts';
import { type Human, type HumanFace, loadHuman } from './human.ts';
import { glance, lookCloser, lookForFaces, type OnSeen } from './human-faces.ts';
import { withImage } from './image-tensor.ts';
import type { FirstWorker } from './inference-workers.ts';
import type { OpenPixels } from './pixels.ts';
import type { Pixels } from './protocol.ts';
import { createQueue } from './queue.ts';
import { loadRecognition, type Recognize } from './recognition.ts';
import { startTensorflow, type TensorFlow } from './tensorflow.ts';
import { rightWayRound, type View } from './upside-down.ts';
import { blankImage, warmUpFaceNets } from './warm-up.ts';

interface Models {
  tf: TensorFlow;
  human: Human;
  faceApi: FaceApi;
  ages: GuessAges;
  recognize: Recognize;
}

/** Loads the models, about 12 MB; `onFailure` hears why if that fails. */
export function startFirstWorker(onFailure: (cause: unknown) => void): FirstWorker {
  const inTurn = createQueue();
  const models = loadModels();
  models.catch(onFailure);

  function look<Answer>(
    open: OpenPixels,
    work: (models: Models, pixels: Pixels, image: View['image']) => Promise<Answer>,
  ): Promise<Answer> {
    return inTurn(async () => {
      const ready = await models;
      const pixels = await open();
      return withImage(ready.tf, pixels, (image) => work(ready, pixels, image));
    });
  }

  const first: FirstWorker = {
    loaded: models.then(() => undefined),
    lookForFaces: (open, mood, onSeen) =>
      look(open, (ready, pixels, image) => facesRightWayRound(ready, { pixels, image, mood }, onSeen)),
    lookCloser: (open, place, mood) =>
      look(open, async (ready, pixels, image) => {
        const face = await lookCloser(ready.human, image, place, { mood, ages: ready.ages });
        return face && rightWayRound(ready, { pixels, image, mood }, face);
      }),
    describe: async (open, { mesh, descriptor }) =>
      descriptor ??
      inTurn(async () => {
        const { recognize } = await models;
        return (await recognize(cropFace(await open(), mesh))).descriptor;
      }),
    // In small steps, so that a waiting question can be answered between them.
    warmUp: async () => {
      await look(blankImage, ({ human }, _, image) => glance(human, image));
      await inTurn(async () => {
        const ready = await models;
        await warmUpFaceNets(ready.tf, ready);
      });
    },
  };
  return first;
}

async function loadModels(): Promise<Models> {
  const tf = await startTensorflow();
  const human = await loadHuman('face');
  const faceApi = await loadFaceApi(['ageGenderNet']);
  const recognize = await loadRecognition(tf);
  return { tf, human, faceApi, ages: createAges(tf, faceApi), recognize };
}

// Which way round the largest faces lie is looked up, each costs a glance more; the rest of a crowd is taken as seen.
const FACES_TURNED = 3;

async function facesRightWayRound(models: Models, view: View, onSeen?: OnSeen): Promise<HumanFace[]> {
  const { human, ages } = models;
  const seen = await lookForFaces(human, view.image, { mood: view.mood, ages, onSeen });
  const faces: HumanFace[] = [];
  for (const [rank, face] of seen.entries()) {
    faces.push(rank < FACES_TURNED ? await rightWayRound(models, view, face) : face);
  }
  return faces;
}
