// The lane of the process's own thread.

import { loadFaceApi } from './face-api.ts';
import { type Human, loadHuman } from './human.ts';
import { isSure, lookCloser, lookForFaces } from './human-faces.ts';
import { withImage } from './image-tensor.ts';
import type { FirstLane, SeenFace } from './lanes.ts';
import { describePerson, type PersonNets } from './person.ts';
import type { OpenPixels } from './pixels.ts';
import { createQueue } from './queue.ts';
import { loadRecognition } from './recognition.ts';
import { largestFirst } from './rect.ts';
import { openGrey, rehearsePersonNets } from './rehearsal.ts';
import { startTensorflow, type TensorFlow } from './tensorflow.ts';
import { rightWayRound, type View } from './upside-down.ts';

interface Models extends PersonNets {
  tf: TensorFlow;
  human: Human;
}

/** Loads the models, about 20 MB; `onFailure` hears why if that fails. */
export function startFirstLane(onFailure: (cause: unknown) => void): FirstLane {
  const inTurn = createQueue();
  const models = loadModels();
  models.catch(onFailure);

  function look<Answer>(
    open: OpenPixels,
    work: (models: Models, view: View) => Promise<Answer>,
  ): Promise<Answer> {
    return inTurn(async () => {
      const ready = await models;
      const pixels = await open();
      return withImage(ready.tf, pixels, (image) => work(ready, { pixels, image }));
    });
  }

  const first: FirstLane = {
    loaded: models.then(() => undefined),
    lookForFaces: (open) => look(open, lookForFacesAndMainPerson),
    lookCloser: (open, place) =>
      look(open, async (ready, view) => {
        const face = await lookCloser(ready.human, view.image, place);
        return face && rightWayRound(ready, view, face);
      }),
    describe: (open, face) =>
      look(open, (ready, { pixels, image }) => describePerson(ready, pixels, image, face)),
    // In small steps, so that a waiting question can be answered between them.
    rehearse: async () => {
      await first.lookForFaces(openGrey);
      await inTurn(async () => {
        const ready = await models;
        await rehearsePersonNets(ready.tf, ready);
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
  return { tf, human, faceApi, recognize };
}

// Which way round the largest faces lie is looked up, each costs a glance more; the rest of a crowd is taken as seen.
const FACES_TURNED = 3;

// What is sure to be asked next is done at once: the largest sure face is the main one.
async function lookForFacesAndMainPerson(models: Models, view: View): Promise<SeenFace[]> {
  const { pixels, image } = view;
  const seen = (await lookForFaces(models.human, image)).sort(largestFirst);
  const faces: SeenFace[] = [];
  for (const [rank, face] of seen.entries()) {
    faces.push(rank < FACES_TURNED ? await rightWayRound(models, view, face) : face);
  }
  const main = faces.find(isSure);
  if (main) main.person = await describePerson(models, pixels, image, main);
  return faces;
}
