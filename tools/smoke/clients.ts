// The AWS clients of a smoke test: of an account, or of the laptop cloud at an endpoint.

import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';

export interface Clients {
  cloudFormation: CloudFormationClient;
  dynamoDb: DynamoDBClient;
  rekognition: RekognitionClient;
  s3: S3Client;
  sfn: SFNClient;
}

/** Region and credentials come from the environment as with every SDK; the laptop's are known. */
export function clientsFor(endpoint: string | undefined, credentials = LAPTOP.credentials): Clients {
  const config = {
    ...(endpoint ? { endpoint } : {}),
    ...(isLaptop(endpoint) ? { ...LAPTOP, credentials } : {}),
  };
  return {
    cloudFormation: new CloudFormationClient(config),
    dynamoDb: new DynamoDBClient(config),
    rekognition: new RekognitionClient(config),
    // An endpoint of one's own has no name for each bucket.
    s3: new S3Client({ ...config, ...(endpoint ? { forcePathStyle: true } : {}) }),
    sfn: new SFNClient(config),
  };
}

const LAPTOP = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

export function isLaptop(endpoint: string | undefined): boolean {
  return (
    endpoint !== undefined && /^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:|\/|$)/.test(endpoint)
  );
}
