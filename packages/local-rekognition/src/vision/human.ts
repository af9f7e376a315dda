// Human: finds faces with their meshes, and objects.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { packageFolder, quietly, requirePackage, wasmFolder } from './tensorflow.ts';

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
  /** Only where moods are asked for. */
  emotion?: { emotion: string; score: number }[];
  /** The face cut out upright, 0 to 1; whoever asked for it disposes of it. */
  tensor?: Tensor3D;
  /** Years, as the age nets say. */
  ages?: readonly number[];
  /** Where it was needed to tell which way round the face is. */
  descriptor?: number[];
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
  detect(image: Tensor4D, config: HumanConfig): Promise<HumanResult>;
}

/** What one look differs in from the look before. */
export interface HumanConfig {
  face?: {
    detector?: {
      /** Whether a tilted face is turned upright before its mesh is made. */
      rotation: boolean;
      /** Whether each face comes with its tensor. */
      return: boolean;
    };
    iris?: { enabled: boolean };
    emotion?: { enabled: boolean };
  };
}

export type HumanPart = 'face' | 'object';

/** Reads those of Human's models from node_modules that look for this. */
export async function loadHuman(part: HumanPart): Promise<Human> {
  return quietly(async () => {
    const human = createHuman(part);
    await human.load();
    return human;
  });
}

function createHuman(part: HumanPart): Human {
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
    object: { enabled: part === 'object', minConfidence: 0.3, maxDetected: 20, skipFrames: 0, skipTime: 0 },
    face: {
      enabled: part === 'face',
      detector: { rotation: true, maxDetected: 10, minConfidence: 0.3, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      iris: { enabled: true },
      // Loaded with the first look that asks for it.
      emotion: { enabled: false, minConfidence: 0, skipFrames: 0, skipTime: 0 },
      description: { enabled: false },
      antispoof: { enabled: false },
      liveness: { enabled: false },
    },
  });
}
