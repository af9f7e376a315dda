// Loads the face models once. Human finds faces and meshes, face-api counts small ones and describes persons.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { packageFolder, quietly, requirePackage, type TensorFlow, wasmFolder } from './tensorflow.ts';

/** Pixels: x, y, and depth in the same scale. */
export type MeshPoint = [number, number, number];

/** The members of Human's result that are used here. */
export interface HumanFace {
  boxScore: number;
  faceScore: number;
  /** 468 points of the face, then 5 of each iris. */
  mesh: MeshPoint[];
  /** Width and height of the crop the mesh was made from, in pixels. */
  size: [number, number];
  age?: number;
  emotion?: { emotion: string; score: number }[];
}

export interface HumanObject {
  label: string;
  score: number;
  /** x, y, width, height as ratios. */
  boxRaw: [number, number, number, number];
}

interface HumanResult {
  face: HumanFace[];
  object: HumanObject[];
  error: string | null;
}

export interface Human {
  load(): Promise<void>;
  detect(
    image: Tensor4D,
    config: { face: { enabled: boolean }; object: { enabled: boolean } },
  ): Promise<HumanResult>;
}

export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

interface Landmarks68 {
  shiftBy(x: number, y: number): Landmarks68;
  align(detection: null, options: { useDlibAlignment: boolean }): Rect;
}

interface Net {
  loadFromDisk(folder: string): Promise<void>;
}

/** The members of face-api that are used here. */
export interface FaceApi {
  nets: {
    ssdMobilenetv1: Net & {
      locateFaces(image: Tensor3D, options: unknown): Promise<{ score: number; box: Rect }[]>;
    };
    faceLandmark68Net: Net & { detectLandmarks(face: Tensor): Promise<Landmarks68> };
    faceRecognitionNet: Net & { computeFaceDescriptor(face: Tensor): Promise<Float32Array> };
    ageGenderNet: Net & { predictAgeAndGender(face: Tensor): Promise<{ age: number }> };
  };
  SsdMobilenetv1Options: new (options: { minConfidence: number; maxResults: number }) => unknown;
  Rect: new (x: number, y: number, width: number, height: number) => Rect;
  extractFaceTensors(image: Tensor3D, regions: Rect[]): Promise<Tensor3D[]>;
}

export interface FaceModels {
  tf: TensorFlow;
  human: Human;
  faceApi: FaceApi;
}

/** Reads all face and object models from node_modules, about 40 MB. */
export async function loadFaceModels(tf: TensorFlow): Promise<FaceModels> {
  return quietly(async () => {
    const human = createHuman();
    await human.load();
    const faceApi = requirePackage('@vladmandic/face-api/dist/face-api.node-wasm.js') as FaceApi;
    const folder = join(packageFolder('@vladmandic/face-api/package.json'), 'model');
    for (const net of NETS) await faceApi.nets[net].loadFromDisk(folder);
    return { tf, human, faceApi };
  });
}

const NETS = ['ssdMobilenetv1', 'faceLandmark68Net', 'faceRecognitionNet', 'ageGenderNet'] as const;

function createHuman(): Human {
  // The package's exports map hides this build; only its absolute path reaches it.
  const dist = packageFolder('@vladmandic/human');
  const library = requirePackage(join(dist, 'human.node-wasm.js')) as {
    Human: new (config: unknown) => Human;
  };
  return new library.Human({
    backend: 'wasm',
    modelBasePath: `${pathToFileURL(join(dist, '..', 'models')).href}/`,
    wasmPath: wasmFolder,
    wasmPlatformFetch: false,
    debug: false,
    async: false,
    warmup: 'none',
    // Every picture is a new one: no result may depend on the picture before.
    cacheSensitivity: 0,
    skipAllowed: false,
    validateModels: false,
    filter: { enabled: false },
    gesture: { enabled: false },
    body: { enabled: false },
    hand: { enabled: false },
    segmentation: { enabled: false },
    object: { enabled: true, minConfidence: 0.3, maxDetected: 20, skipFrames: 0, skipTime: 0 },
    face: {
      enabled: true,
      detector: { rotation: true, maxDetected: 10, minConfidence: 0.3, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      iris: { enabled: true },
      emotion: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
      description: { enabled: true, skipFrames: 0, skipTime: 0 },
      antispoof: { enabled: false },
      liveness: { enabled: false },
    },
  });
}
