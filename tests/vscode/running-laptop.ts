// Photos for "Run everything", by the address that its terminal shows.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Editor } from './editor.ts';

export interface RunningLaptop {
  /** Uploads a sample as a rider's photo. */
  send(sample: string, riderId: string): Promise<void>;
}

/** Waits until `npm start` has said where it is. */
export async function runningLaptop(editor: Editor): Promise<RunningLaptop> {
  const [, endpoint] = await editor.shows(/AWS endpoint\s+(http:\S+)/);
  const [, bucket] = await editor.shows(/PhotosBucket\s+(\S+)/);
  const [, table] = await editor.shows(/RidersTable\s+(\S+)/);
  const config = {
    endpoint: endpoint!,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const rows = new DynamoDBClient(config);
  return {
    async send(sample, riderId) {
      const Item = { pk: { S: `RIDER#${riderId}` }, sk: { S: 'PROFILE' }, consentVersion: { S: '1' } };
      await rows.send(new PutItemCommand({ TableName: table!, Item }));
      const Body = await readFile(path.join(editor.project, 'samples', sample));
      await s3.send(new PutObjectCommand({ Bucket: bucket!, Key: `incoming/${riderId}/first`, Body }));
    },
  };
}
