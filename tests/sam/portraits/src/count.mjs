import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DetectFacesCommand, RekognitionClient } from '@aws-sdk/client-rekognition';

const rekognition = new RekognitionClient({});
const dynamoDb = new DynamoDBClient({});

export const handler = async ({ Records }) => {
  for (const { s3 } of Records) {
    const S3Object = { Bucket: s3.bucket.name, Name: decodeURIComponent(s3.object.key.replaceAll('+', ' ')) };
    const { FaceDetails } = await rekognition.send(new DetectFacesCommand({ Image: { S3Object } }));
    const Item = { id: { S: S3Object.Name }, faces: { N: String(FaceDetails.length) } };
    await dynamoDb.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
  }
};
