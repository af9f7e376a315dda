// The whole laptop cloud for a test file, with what the tests look at when a photo has been answered.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Cloud } from '../../packages/laptop-cloud/src/cloud.ts';
import type { CloudOptions } from '../../packages/laptop-cloud/src/cloud-options.ts';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import type { Answer } from '../../tools/photo/answer.ts';
import { sendPhoto } from '../../tools/photo/journey.ts';
import { startProject } from '../support/laptop-options.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
export const sample = (name: string) => path.join(ROOT, 'samples', name);

export interface Laptop {
  cloud: Cloud;
  /** Uploads and waits for the answer. */
  send(file: string, riderId: string): Promise<Answer>;
  rows(): Promise<Record<string, unknown>[]>;
  /** The faces of the collection: face id and rider. */
  faces(): Promise<{ faceId: string; riderId: string }[]>;
  keys(prefix: string): Promise<string[]>;
  /** Detail types on the project's own bus. */
  announced(): string[];
  /** Subjects by topic. */
  messages(topic: 'RiderMessages' | 'OperatorAlerts'): string[];
  close(): Promise<void>;
}

/**
 * Most tests are of photos alone: their riders have agreed to nothing, and uploads come from anywhere. What is stuck is so on purpose;
 * a test of the sweep calls it.
 */
const PHOTOS_ALONE = { RequireConsent: 'off', Sweep: 'off' };

export async function startLaptop(
  options: Pick<CloudOptions, 'clock' | 'parameters'> & {
    faults?: string[];
    stateFolder?: string;
    templatePath?: string;
  } = {},
): Promise<Laptop> {
  const stateFolder = options.stateFolder ?? mkdtempSync(path.join(tmpdir(), 'laptop-'));
  const cloud = await startProject({
    stateFolder,
    faults: (options.faults ?? []).map(parseFaultFlag),
    parameters: { ...PHOTOS_ALONE, ...options.parameters },
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.templatePath ? { templatePath: options.templatePath } : {}),
  });
  const clients = {
    dynamoDb: new DynamoDBClient(cloud.clientConfig),
    rekognition: new RekognitionClient(cloud.clientConfig),
    s3: new S3Client(cloud.clientConfig),
  };
  const { outputs } = cloud.stack;
  const { signal } = new AbortController();
  return {
    cloud,
    send: (file, riderId) => sendPhoto({ cloud, file, riderId, onEvent: () => {}, signal }),
    async rows() {
      const { Items = [] } = await clients.dynamoDb.send(
        new ScanCommand({ TableName: outputs['RidersTable'] }),
      );
      // The count of faces is nobody's row.
      return Items.map((item) => unmarshall(item)).filter(({ pk }) => pk !== 'FACES');
    },
    async faces() {
      const { Faces = [] } = await clients.rekognition.send(
        new ListFacesCommand({ CollectionId: outputs['FaceCollection'] }),
      );
      return Faces.map((face) => ({ faceId: face.FaceId!, riderId: face.ExternalImageId! }));
    },
    async keys(prefix) {
      const { Contents = [] } = await clients.s3.send(
        new ListObjectsV2Command({ Bucket: outputs['PhotosBucket'], Prefix: prefix }),
      );
      return Contents.map((object) => object.Key!);
    },
    announced: () =>
      cloud.events
        .recent()
        .filter(({ busName }) => busName !== 'default')
        .map(({ event }) => event['detail-type']),
    messages: (topic) =>
      cloud.sns
        .messageLog()
        .filter((message) => message.topicArn === outputs[`${topic}Topic`])
        .map((message) => message.subject ?? ''),
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await cloud.close();
      if (!options.stateFolder) rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
