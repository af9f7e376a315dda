// The lane of the process's own thread.

import type { Tensor3D } from '@tensorflow/tfjs';
import { type FaceApi, loadFaceApi } from './face-api.ts';
import { type Human, loadHuman } from './human.ts';
import { isSure, lookCloser, lookForFaces } from './human-faces.ts';
import { withImage } from './image-tensor.ts';
import { findObjects } from './labels.ts';
import type { FirstLane, SeenFace } from './lanes.ts';
import { describePerson } from './person.ts';
import type { OpenPixels } from './pixels.ts';
import { createQueue } from './queue.ts';
import { largestFirst } from './rect.ts';
import { openGrey, rehearsePersonNets } from './rehearsal.ts';
import { startTensorflow, type TensorFlow } from './tensorflow.ts';

interface Models {
  tf: TensorFlow;
  human: Human;
  faceApi: FaceApi;
}

/** Loads the models, about 30 MB; `onFailure` hears why if that fails. */
export function startFirstLane(onFailure: (cause: unknown) => void): FirstLane {
  const inTurn = createQueue();
  const models = loadModels();
  models.catch(onFailure);

  function look<Answer>(
    open: OpenPixels,
    work: (models: Models, image: Tensor3D) => Promise<Answer>,
  ): Promise<Answer> {
    return inTurn(async () => {
      const ready = await models;
      return withImage(ready.tf, await open(), (image) => work(ready, image));
    });
  }

  const first: FirstLane = {
    loaded: models.then(() => undefined),
    lookForFaces: (open) => look(open, lookForFacesAndMainPerson),
    lookCloser: (open, place) => look(open, ({ human }, image) => lookCloser(human, image, place)),
    describe: (open, face) => look(open, ({ faceApi }, image) => describePerson(faceApi, image, face)),
    findObjects: (open) => look(open, ({ human }, image) => findObjects(human, image)),
    // In small steps, so that a waiting question can be answered between them.
    rehearse: async () => {
      await first.lookForFaces(openGrey);
      await inTurn(async () => rehearsePersonNets(await models));
      await first.findObjects(openGrey);
    },
  };
  return first;
}

async function loadModels(): Promise<Models> {
  const tf = await startTensorflow();
  const human = await loadHuman();
  const faceApi = await loadFaceApi(['faceLandmark68Net', 'faceRecognitionNet', 'ageGenderNet']);
  return { tf, human, faceApi };
}

// SSD takes longer than Human. What is sure to be asked next is done meanwhile: nobody takes a sure face away, and SSD
// adds only faces too small for Human, so that the largest sure one stays among those that get an age.
async function lookForFacesAndMainPerson({ human, faceApi }: Models, image: Tensor3D): Promise<SeenFace[]> {
  const faces: SeenFace[] = await lookForFaces(human, image);
  const [main] = faces.filter(isSure).sort(largestFirst);
  if (main) main.person = await describePerson(faceApi, image, main);
  return faces;
}
