// face-api: SSD is the second opinion on faces; another net tells how old a face looks.

import { join } from 'node:path';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs';
import type { Rect } from './rect.ts';
import type { SsdWeights } from './ssd-net.ts';
import { packageFolder, quietly, requirePackage } from './tensorflow.ts';

interface Net {
  loadFromDisk(folder: string): Promise<void>;
}

/** The members of face-api that are used here. */
export interface FaceApi {
  nets: {
    ssdMobilenetv1: Net & { params: SsdWeights };
    ageGenderNet: Net & { predictAgeAndGender(face: Tensor): Promise<{ age: number }> };
  };
  Rect: new (x: number, y: number, width: number, height: number) => Rect;
  extractFaceTensors(image: Tensor3D, regions: Rect[]): Promise<Tensor3D[]>;
}

export type NetName = keyof FaceApi['nets'];

/** Reads the weights of these nets, and of no other, from node_modules. */
export async function loadFaceApi(nets: readonly NetName[]): Promise<FaceApi> {
  return quietly(async () => {
    const faceApi = requirePackage('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
    const folder = join(packageFolder('@vladmandic/face-api/package.json'), 'model');
    for (const net of nets) await faceApi.nets[net].loadFromDisk(folder);
    return faceApi;
  });
}
