// What lies in the laptop, read past the pages.

import { setTimeout as pause } from 'node:timers/promises';
import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import sharp from 'sharp';
import type { Laptop } from './laptop.ts';

export interface StoredObject {
  key: string;
  bytes: Buffer;
}

/** Every version of every object of a photo. */
export async function objectsOf({ cloud, s3 }: Laptop, photoId: string): Promise<StoredObject[]> {
  const Bucket = cloud.stack.outputs['PhotosBucket']!;
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  return Promise.all(
    Versions.filter(({ Key = '' }) => Key.includes(photoId)).map(async ({ Key, VersionId }) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Key!, VersionId: VersionId! }));
      return { key: Key!, bytes: Buffer.from(await Body!.transformToByteArray()) };
    }),
  );
}

/** Everything that the tables and the bucket of photos hold, as text. */
export async function everythingIn({ cloud, s3 }: Laptop): Promise<string> {
  const dynamoDb = new DynamoDBClient(cloud.clientConfig);
  try {
    const { outputs } = cloud.stack;
    const tables = await Promise.all(
      [outputs['RidersTable'], outputs['RiderLinksTable']].map((TableName) =>
        dynamoDb.send(new ScanCommand({ TableName: TableName! })),
      ),
    );
    const { Versions, DeleteMarkers } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: outputs['PhotosBucket']! }),
    );
    return JSON.stringify([tables.map(({ Items }) => Items), Versions, DeleteMarkers]);
  } finally {
    dynamoDb.destroy();
  }
}

/** Resolves when people have decided on a photo, and their votes are counted. */
export async function decided({ cloud }: Laptop, photoId: string): Promise<string> {
  const dynamoDb = new DynamoDBClient(cloud.clientConfig);
  try {
    for (let tries = 0; tries < 60; tries++) {
      const { Items = [] } = await dynamoDb.send(
        new ScanCommand({
          TableName: cloud.stack.outputs['RidersTable']!,
          FilterExpression: 'sk = :photo AND #status <> :waits',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':photo': { S: `PHOTO#${photoId}` }, ':waits': { S: 'in-review' } },
        }),
      );
      const status = Items[0]?.['status']?.S;
      if (status !== undefined) return status;
      await pause(500);
    }
    throw new Error('half a minute later nobody has counted the votes');
  } finally {
    dynamoDb.destroy();
  }
}

/** The pseudonym of who signs in with that name. */
export async function riderIdOf({ cloud }: Laptop, username: string): Promise<string> {
  const dynamoDb = new DynamoDBClient(cloud.clientConfig);
  const cognito = new CognitoIdentityProviderClient(cloud.clientConfig);
  try {
    const { UserAttributes = [] } = await cognito.send(
      new AdminGetUserCommand({ UserPoolId: cloud.stack.ref('UserPool'), Username: username }),
    );
    const sub = UserAttributes.find(({ Name }) => Name === 'sub')!.Value!;
    const { Item } = await dynamoDb.send(
      new GetItemCommand({ TableName: cloud.stack.outputs['RiderLinksTable']!, Key: { sub: { S: sub } } }),
    );
    const riderId = Item?.['riderId']?.S;
    if (riderId === undefined) throw new Error(`${username} is linked to no rider`);
    return riderId;
  } finally {
    dynamoDb.destroy();
    cognito.destroy();
  }
}

/** Ids of the faces that are kept of a rider. */
export async function facesOf({ cloud }: Laptop, riderId: string): Promise<string[]> {
  const rekognition = new RekognitionClient(cloud.clientConfig);
  try {
    const { Faces = [] } = await rekognition.send(
      new ListFacesCommand({ CollectionId: cloud.stack.outputs['FaceCollection']! }),
    );
    return Faces.filter(({ ExternalImageId }) => ExternalImageId === riderId).map(({ FaceId }) => FaceId!);
  } finally {
    rekognition.destroy();
  }
}

const GPS_POINTER = 0x8825;

/** Whether the picture's own data tell where it was taken. */
export async function tellsThePlace(bytes: Buffer): Promise<boolean> {
  const { exif, xmp } = await sharp(bytes).metadata();
  return (exif !== undefined && tagsOf(exif).includes(GPS_POINTER)) || /GPS/i.test(xmp?.toString() ?? '');
}

/** Of the first directory of an Exif block. */
function tagsOf(exif: Buffer): number[] {
  const tiff = exif.subarray(exif.indexOf('Exif\0\0') + 6);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  return Array.from({ length: short(directory) }, (_, index) => short(directory + 2 + index * 12));
}
