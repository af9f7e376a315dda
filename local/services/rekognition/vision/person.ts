// Who a face is (descriptor) and how old it looks, from face-api's nets on an aligned crop.

import type { Tensor3D } from '@tensorflow/tfjs';
import type { FaceApi } from './face-api.ts';
import type { HumanFace } from './human.ts';
import { type Rect, rectOf } from './rect.ts';

export interface Person {
  /** 128 numbers; distances between two persons' are mostly above 0.6, of one person's mostly below. */
  descriptor: number[];
  /** Years, by the net that sees the same crop. */
  age: number;
}

/** Describes one found face of an RGB image (float, 0 to 255). */
export async function describePerson(faceApi: FaceApi, image: Tensor3D, face: HumanFace): Promise<Person> {
  const { faceRecognitionNet, ageGenderNet } = faceApi.nets;
  const crop = await alignedCrop(faceApi, image, face);
  try {
    const descriptor = await faceRecognitionNet.computeFaceDescriptor(crop);
    const { age } = await ageGenderNet.predictAgeAndGender(crop);
    return { descriptor: Array.from(descriptor), age };
  } finally {
    crop.dispose();
  }
}

// The recognition net was trained on crops laid out by 68 landmarks as dlib does it; the mesh only says where to look.
async function alignedCrop(faceApi: FaceApi, image: Tensor3D, face: HumanFace): Promise<Tensor3D> {
  const { x, y, width, height } = rectOf(face);
  const [rough] = await faceApi.extractFaceTensors(image, [new faceApi.Rect(x, y, width, height)]);
  if (!rough) throw new Error('the face crop is empty');
  const landmarks = await faceApi.nets.faceLandmark68Net.detectLandmarks(rough);
  rough.dispose();
  const aligned: Rect = landmarks
    .shiftBy(Math.max(0, x), Math.max(0, y))
    .align(null, { useDlibAlignment: true });
  const [crop] = await faceApi.extractFaceTensors(image, [aligned]);
  if (!crop) throw new Error('the aligned face crop is empty');
  return crop;
}
