import {
  checkMockResult,
  type FieldValidationMode,
} from '../../../src/services/stepfunctions/mock-result.ts';

const check = (resource: string, result: unknown, mode: FieldValidationMode = 'STRICT') =>
  checkMockResult(`arn:aws:states:::${resource}`, result, mode);

describe('a mocked task result', () => {
  it.each([
    ['events:putEvents', { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }],
    ['events:putEvents', { anything: 'else' }],
    ['dynamodb:getItem', { Item: { pk: { S: 'x' } }, SdkHttpMetadata: {} }],
    ['aws-sdk:s3:getObject', { Body: 'text', LastModified: '2026-01-01T00:00:00Z', ContentLength: 4 }],
    ['aws-sdk:rekognition:detectFaces', { FaceDetails: [{ Confidence: 99.5, Smile: { Value: true } }] }],
    ['lambda:invoke', { whatever: 1 }],
    ['aws-sdk:secretsmanager:listSecrets', { SecretList: 'unchecked' }],
    ['states:startExecution.sync', { Status: 1 }],
  ])('of %s may be %j', async (resource, result) => {
    await expect(check(resource, result)).resolves.toBeUndefined();
  });

  it.each([
    ['events:putEvents', { Entries: 'one' }, `Field 'Entries' must be an array`],
    ['events:putEvents', { FailedEntryCount: '0' }, `Field 'FailedEntryCount' must be a number`],
    [
      'events:putEvents',
      { Entries: [{ EventId: 'e' }, { EventId: [] }] },
      `Field 'EventId' must be a string`,
    ],
    ['dynamodb:getItem', { Item: [] }, `Field 'Item' must be an object`],
    ['aws-sdk:s3:getObject', { DeleteMarker: 'no' }, `Field 'DeleteMarker' must be a boolean`],
    ['aws-sdk:s3:getObject', { StorageClass: 'ATTIC' }, `Field 'StorageClass' is not an expected value`],
    [
      'aws-sdk:lambda:getFunction',
      { Configuration: { MemorySize: 64 } },
      `Field 'MemorySize' is less than the minimum value`,
    ],
    [
      'aws-sdk:rekognition:detectFaces',
      { FaceDetails: [{ Confidence: 101 }] },
      `Field 'Confidence' exceeds the maximum value`,
    ],
    ['aws-sdk:sfn:startExecution', {}, `Required field 'ExecutionArn' is missing`],
    [
      'aws-sdk:kms:encrypt',
      { CiphertextBlob: '' },
      `Field 'CiphertextBlob' is smaller than the minimum length`,
    ],
  ])('of %s may not be %j', async (resource, result, complaint) => {
    await expect(check(resource, result)).rejects.toMatchObject({
      code: 'ValidationException',
      message: `Mock result schema validation error: ${complaint}`,
    });
  });

  it('may lack required members when only what is present counts', async () => {
    await expect(check('aws-sdk:sfn:startExecution', {}, 'PRESENT')).resolves.toBeUndefined();
    await expect(check('aws-sdk:sfn:startExecution', { ExecutionArn: 1 }, 'PRESENT')).rejects.toThrow(
      'must be a string',
    );
  });

  it('may be anything when nothing is checked', async () => {
    await expect(check('events:putEvents', { Entries: 'one' }, 'NONE')).resolves.toBeUndefined();
  });
});
