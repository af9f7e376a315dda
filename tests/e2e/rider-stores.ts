// What every store of a laptop has of a rider, read store by store with calls of its own: nothing of it is the erasure's own search.

import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateListFaces, RekognitionClient } from '@aws-sdk/client-rekognition';
import {
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Laptop } from './laptop.ts';

type Row = Record<string, unknown>;

export interface RiderStores {
  rows(table: string, index?: string): Promise<Row[]>;
  /** Places that hold the rider's id, but for the refusal. */
  tracesOf(riderId: string): Promise<string[]>;
  /** The row that refuses what comes late; undefined for a rider who was not forgotten. */
  refusalOf(riderId: string): Promise<Row | undefined>;
  close(): void;
}

const TABLES: Readonly<Record<string, readonly (string | undefined)[]>> = {
  RidersTable: [undefined, 'byStatus', 'byFile', 'byPhoto', 'byReviewer'],
  RiderLinksTable: [undefined, 'byRider', 'byErasure'],
  ErasuresTable: [undefined],
};
const QUEUES = ['Uploads', 'PhotosWaiting', 'UploadsDeadLetterQueue', 'Votes', 'VotesDeadLetterQueue'];

export function riderStoresOf({ cloud }: Laptop): RiderStores {
  const config = cloud.clientConfig;
  const dynamoDb = new DynamoDBClient(config);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const faces = new RekognitionClient(config);
  const sqs = new SQSClient(config);
  const output = (name: string) => cloud.stack.outputs[name]!;

  async function rows(table: string, index?: string): Promise<Row[]> {
    const found: Row[] = [];
    const scan = { TableName: output(table), ...(index !== undefined && { IndexName: index }) };
    for await (const { Items = [] } of paginateScan({ client: dynamoDb }, scan))
      found.push(...Items.map((item) => unmarshall(item)));
    return found;
  }

  async function versions(): Promise<string[]> {
    const found: string[] = [];
    let from: object | undefined = {};
    while (from) {
      const page: ListObjectVersionsCommandOutput = await s3.send(
        new ListObjectVersionsCommand({ Bucket: output('PhotosBucket'), ...from }),
      );
      for (const { Key } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) found.push(Key!);
      from = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    return found;
  }

  async function messages(queue: string): Promise<string> {
    const QueueUrl = cloud.stack.ref(queue);
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 });
    const { Messages = [] } = await sqs.send(command);
    return Messages.map(({ Body = '' }) => Body).join('\n');
  }

  return {
    rows,
    async tracesOf(riderId) {
      const found: string[] = [];
      for (const [table, indexes] of Object.entries(TABLES))
        for (const index of indexes) {
          const kept = (await rows(table, index)).flatMap((row) =>
            isRefusalOf(riderId, row) ? [] : [named(row)],
          );
          if (JSON.stringify(kept).includes(riderId)) found.push(index ?? table);
        }
      if ((await versions()).some((key) => key.includes(riderId))) found.push('bucket');
      for (const name of ['FaceCollection', 'BlockedFaceCollection'])
        for await (const { Faces = [] } of paginateListFaces(
          { client: faces },
          { CollectionId: output(name) },
        ))
          if (Faces.some(({ ExternalImageId }) => ExternalImageId === riderId)) found.push(name);
      for (const queue of QUEUES) if ((await messages(queue)).includes(riderId)) found.push(queue);
      return [...new Set(found)];
    },
    refusalOf: async (riderId) => (await rows('RidersTable')).find((row) => isRefusalOf(riderId, row)),
    close() {
      for (const client of [dynamoDb, s3, faces, sqs]) client.destroy();
    },
  };
}

/** Without whom it resembles: on others' open tickets the id of a forgotten rider may stand, and leads nowhere (decision 0033). */
const named = ({ resembles: _, ...row }: Row) => row;

/** Nothing but the key, a day, and when it goes itself. */
function isRefusalOf(riderId: string, { pk, sk, forgottenAt, expiresAt, ...more }: Row): boolean {
  return (
    pk === `RIDER#${riderId}` &&
    sk === 'PROFILE' &&
    /^\d{4}-\d\d-\d\d$/.test(String(forgottenAt)) &&
    typeof expiresAt === 'number' &&
    Object.keys(more).length === 0
  );
}
