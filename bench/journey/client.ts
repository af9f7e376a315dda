// Sends photos to a running laptop and reads how their executions went, all through AWS's own APIs.

import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteFacesCommand, ListFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { BoundingBox } from '../../src/domain/photo.ts';
import type { Laptop } from '../laptop.ts';
import type { Span } from './spans.ts';

export interface Journey {
  verdict: string;
  face: BoundingBox;
  /** When the upload began and when the execution ended. Milliseconds since 1970. */
  uploadedAtMs: number;
  answeredAtMs: number;
  /** From entering a state to leaving it. */
  stateSpan(name: string): Span;
}

export interface JourneyClient {
  /** Uploads and waits for the end of the execution that follows. One at a time. */
  send(photo: Uint8Array, riderId: string): Promise<Journey>;
  forgetFaces(): Promise<void>;
  close(): void;
}

/** No photo is answered sooner; asking before would only take time from the laptop. */
const SOONEST_MS = 400;
const ASK_EVERY_MS = 50;
/** One that takes so long waits for a person: a benchmark that sends the same photo twice. */
const LATEST_MS = 60_000;

export function createClient(laptop: Laptop): JourneyClient {
  const configuration = {
    endpoint: laptop.printed('AWS endpoint'),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const s3 = new S3Client(configuration);
  const sfn = new SFNClient(configuration);
  const rows = new DynamoDBClient(configuration);
  const rekognition = new RekognitionClient(configuration);
  const stateMachineArn = laptop.printed('CheckPhotoArn');
  const CollectionId = laptop.printed('FaceCollection');
  const seen = new Set<string>();

  const nextEnded = async (): Promise<string> => {
    for (let waitedMs = 0; waitedMs < LATEST_MS; waitedMs += ASK_EVERY_MS) {
      const { executions = [] } = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 10 }),
      );
      const next = executions.find((each) => !seen.has(each.executionArn!) && each.status !== 'RUNNING');
      if (next) {
        seen.add(next.executionArn!);
        return next.executionArn!;
      }
      await sleep(ASK_EVERY_MS);
    }
    throw new Error('a photo of the benchmark got no answer');
  };

  return {
    send: async (photo, riderId) => {
      // Nobody looks at the photo of a rider who has not agreed.
      await rows.send(
        new PutItemCommand({
          TableName: laptop.printed('RidersTable'),
          Item: { pk: { S: `RIDER#${riderId}` }, sk: { S: 'PROFILE' }, consentVersion: { S: '1' } },
        }),
      );
      const uploadedAtMs = performance.timeOrigin + performance.now();
      await s3.send(
        new PutObjectCommand({
          Bucket: laptop.printed('PhotosBucket'),
          Key: `incoming/${riderId}/photo`,
          Body: photo,
        }),
      );
      await sleep(SOONEST_MS);
      const executionArn = await nextEnded();
      const { events = [] } = await sfn.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      return readJourney(events, uploadedAtMs);
    },
    forgetFaces: async () => {
      const { Faces = [] } = await rekognition.send(new ListFacesCommand({ CollectionId }));
      const FaceIds = Faces.map((face) => face.FaceId!);
      if (FaceIds.length > 0) await rekognition.send(new DeleteFacesCommand({ CollectionId, FaceIds }));
    },
    close: () => {
      for (const client of [s3, sfn, rows, rekognition]) client.destroy();
    },
  };
}

function readJourney(events: HistoryEvent[], uploadedAtMs: number): Journey {
  const last = events.at(-1);
  if (last?.type !== 'ExecutionSucceeded')
    throw new Error(`an execution of the benchmark ended with ${last?.type}: ${JSON.stringify(last)}`);
  const output = JSON.parse(last.executionSucceededEventDetails?.output ?? '{}') as {
    decision?: { outcome?: { verdict?: string } };
    detection?: { face?: { boundingBox: BoundingBox } };
  };
  const face = output.detection?.face;
  if (!face) throw new Error('a photo of the benchmark shows no usable face');
  return {
    verdict: output.decision?.outcome?.verdict ?? 'without a verdict',
    face: face.boundingBox,
    uploadedAtMs,
    answeredAtMs: timeOf(last),
    stateSpan: (name) => ({
      startMs: timeOf(events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === name)),
      endMs: timeOf(events.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === name)),
    }),
  };
}

function timeOf(event: HistoryEvent | undefined): number {
  if (!event?.timestamp) throw new Error('a state the benchmark looks for was not visited');
  return event.timestamp.getTime();
}
