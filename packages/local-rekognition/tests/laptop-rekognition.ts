// A Rekognition with the real models behind a gateway, and an S3 that is a table of buffers.

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { rememberedVision } from '../../../tests/support/remembered-vision.ts';
import {
  ACCOUNT_ID,
  type ClientConfig,
  type Principals,
  REGION,
  startGateway,
} from '../../laptop-cloud/tests/support/gateway.ts';
import { createRekognition, type Rekognition } from '../src/rekognition.ts';

export interface LaptopRekognition {
  client: RekognitionClient;
  as(accessKeyId: string): RekognitionClient;
  clientConfig: ClientConfig;
  rekognition: Rekognition;
  /** Keys are `bucket/key`. */
  objects: Map<string, Buffer>;
  folder: string;
  close(): Promise<void>;
}

export async function startRekognition(principals: Principals = {}): Promise<LaptopRekognition> {
  const folder = mkdtempSync(join(tmpdir(), 'rekognition-'));
  const objects = new Map<string, Buffer>();
  const rekognition = createRekognition({
    folder,
    accountId: ACCOUNT_ID,
    region: REGION,
    readObject: async (bucket, key) => {
      const found = objects.get(`${bucket}/${key}`);
      if (!found) throw new Error(`no object ${bucket}/${key}`);
      return found;
    },
    log: () => undefined,
    vision: rememberedVision(),
  });
  const gateway = await startGateway([rekognition.service], principals);
  return {
    client: new RekognitionClient(gateway.clientConfig),
    as: (accessKeyId) => new RekognitionClient(gateway.as(accessKeyId)),
    clientConfig: gateway.clientConfig,
    rekognition,
    objects,
    folder,
    close: async () => {
      await gateway.close();
      await rekognition.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const ROOT_FOLDER = join(__dirname, '..', '..', '..');

export function sample(name: string): Promise<Buffer> {
  return readFile(join(ROOT_FOLDER, 'samples', name));
}

/** A photograph of three to five real people that comes with face-api. */
export function groupPhoto(number: 1 | 2 | 3 | 4 | 5 | 6): Promise<Buffer> {
  return readFile(join(ROOT_FOLDER, 'node_modules/@vladmandic/face-api/demo', `sample${number}.jpg`));
}
