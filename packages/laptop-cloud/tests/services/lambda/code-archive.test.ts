// Code of functions that lies in S3.
import {
  type CreateFunctionCommandInput,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { archiveOf } from '../../../src/services/lambda/code-archive.ts';
import { aFunction } from '../../lambda/a-project.ts';
import { ROOT } from '../../support/gateway.ts';
import { coded, LambdaWorld } from './lambda-world.ts';

const Bucket = 'archives';
const world = new LambdaWorld(
  { 'src/step.ts': 'export const Step = async () => 1;' },
  `Resources:${aFunction('Step')}`,
);
beforeAll(async () => {
  await world.open();
  await world.s3.send(new CreateBucketCommand({ Bucket }));
  await world.s3.send(
    new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
  );
});
afterAll(() => world.close());

const put = async (Key: string, answer: number) => {
  const Body = coded(`export const handler = async () => ${answer};`);
  return (await world.s3.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId!;
};

test('a function is made and changed from objects, of a version if one is named', async () => {
  const FunctionName = 'stored';
  const first = await put('code.zip', 1);
  await world.create(FunctionName, { Code: { S3Bucket: Bucket, S3Key: 'code.zip' } });
  const answers = [await world.called(FunctionName)];

  await put('code.zip', 2);
  answers.push(await world.called(FunctionName));
  const update = (S3ObjectVersion?: string) =>
    world.client.send(
      new UpdateFunctionCodeCommand({
        FunctionName,
        S3Bucket: Bucket,
        S3Key: 'code.zip',
        ...(S3ObjectVersion ? { S3ObjectVersion } : {}),
      }),
    );
  await update();
  answers.push(await world.called(FunctionName));
  await update(first);
  answers.push(await world.called(FunctionName));

  expect(answers).toEqual([1, 1, 2, 1]);
  const told = await world.client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  expect(told.CodeSize).toBe(coded('export const handler = async () => 1;').length);
});

const INVALID = 'InvalidParameterValueException';
test.each<[CreateFunctionCommandInput['Code'], string]>([
  [
    { S3Bucket: 'none', S3Key: 'code.zip' },
    'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
  ],
  [
    { S3Bucket: Bucket, S3Key: 'none.zip' },
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
  ],
  [
    { S3Bucket: Bucket, S3Key: 'code.zip', ZipFile: Buffer.from('x') },
    'Please do not provide other FunctionCode parameters when providing a ZipFile.',
  ],
  [{ S3Bucket: Bucket }, 'Please provide a source for function code.'],
  [{}, 'Please provide a source for function code.'],
])('no function is made of %j', async (Code, message) => {
  await expect(world.create('never', { Code })).rejects.toMatchObject({ name: INVALID, message });
});

test('an object that is larger than any archive is not read', async () => {
  await put('large.zip', 1);
  const code = { S3Bucket: Bucket, S3Key: 'large.zip' };
  const read = (mostBytes: number) =>
    archiveOf(code, (bucket, key, version) => world.readObject(bucket, key, version, mostBytes), ROOT);

  expect((await read(10_000)).length).toBeGreaterThan(10);
  await expect(read(10)).rejects.toMatchObject({
    code: INVALID,
    message: 'Unzipped size must be smaller than 262144000 bytes',
  });
});

test('the caller needs the right to the object, as well as to the function', async () => {
  const code = { S3Bucket: Bucket, S3Key: 'code.zip' };
  const asked: string[] = [];
  const principal = {
    arn: 'someone',
    can: (action: string, arn: string) => {
      asked.push(`${action} ${arn}`);
      return false;
    },
  };
  const denied = { code: 'AccessDeniedException', status: 403 };

  await expect(archiveOf(code, world.readObject, principal)).rejects.toMatchObject(denied);
  const one = { ...code, S3ObjectVersion: 'v' };
  await expect(archiveOf(one, world.readObject, principal)).rejects.toMatchObject(denied);
  expect(asked).toEqual([
    's3:GetObject arn:aws:s3:::archives/code.zip',
    's3:GetObjectVersion arn:aws:s3:::archives/code.zip',
  ]);
});
