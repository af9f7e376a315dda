// Pictures of the examples, small, as texts that a page can hold. Of a photo that is gone there is none.

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import type { RecheckReport } from '../../src/domain/recheck-report.ts';
import type { Clients } from '../smoke/clients.ts';

const SIDE = 160;

/** Data URLs by photo id. */
export async function picturesOf(
  clients: Pick<Clients, 'dynamoDb' | 's3'>,
  { PhotosBucket, RidersTable }: { PhotosBucket: string; RidersTable: string },
  { examples }: RecheckReport,
): Promise<Map<string, string>> {
  const pictures = new Map<string, string>();
  const photoIds = new Set(Object.values(examples).flatMap((each) => each.map(({ photoId }) => photoId)));
  for (const photoId of photoIds) {
    const { Items = [] } = await clients.dynamoDb.send(
      new QueryCommand({
        TableName: RidersTable,
        IndexName: 'byPhoto',
        KeyConditionExpression: 'photoId = :photo',
        ExpressionAttributeValues: { ':photo': { S: photoId } },
      }),
    );
    const riderId = Items[0]?.['pk']?.S?.replace('RIDER#', '');
    if (riderId === undefined) continue;
    const keys = [`derived/${riderId}/${photoId}/working.jpg`, `incoming/${riderId}/${photoId}`];
    const picture = await firstPicture(clients, PhotosBucket, keys);
    if (picture) pictures.set(photoId, picture);
  }
  return pictures;
}

async function firstPicture({ s3 }: Pick<Clients, 's3'>, Bucket: string, keys: string[]) {
  for (const Key of keys) {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await Body?.transformToByteArray();
      const small = await sharp(bytes).rotate().resize(SIDE, SIDE, { fit: 'cover' }).webp().toBuffer();
      return `data:image/webp;base64,${small.toString('base64')}`;
    } catch {
      // Gone, or no picture: the next place may have one.
    }
  }
  return undefined;
}
