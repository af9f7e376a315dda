// Functions themselves: made, described, given other code, deleted.
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { zipOf } from '../../../../bench/api/zip.ts';
import { type Case, PAGES } from '../../case.ts';
import { refusal, type World } from '../../world.ts';
import { newBucket } from '../s3/bucket.ts';
import { invoked, newFunction, ready, zipped } from './function.ts';

const CODE = 'export const handler = async () => 1;';
const INVALID = { error: 'InvalidParameterValueException', status: 400 };

const made = (world: World, more: object) => refusal(newFunction(world, CODE, more));

export const functions: Case[] = [
  {
    name: 'a new function is described as it was made',
    source: PAGES.lambda('GetFunctionConfiguration'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE, {
        Description: 'one',
        Timeout: 7,
        MemorySize: 256,
      });
      return world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    },
    expected: {
      Description: 'one',
      Timeout: 7,
      MemorySize: 256,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Version: '$LATEST',
      PackageType: 'Zip',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      CodeSize: zipped(CODE).length,
      CodeSha256: /^[A-Za-z0-9+/]{43}=$/,
      LastModified: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/,
    },
  },
  {
    name: 'a partial ARN names a function',
    source: PAGES.lambda('GetFunctionConfiguration'),
    async observe(world) {
      const name = await newFunction(world, CODE);
      const FunctionName = `${world.accountId}:function:${name}`;
      const found = await world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return found.FunctionName === name;
    },
    expected: true,
  },
  {
    name: 'functions of another region are out of reach, and names that are none refused',
    source: PAGES.seen('odd names of functions'),
    async observe(world) {
      const get = (FunctionName: string) =>
        refusal(world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName })));
      return [
        await get(`arn:aws:lambda:eu-north-1:${world.accountId}:function:some`),
        await get('some!'),
        await get('some:1:2'),
      ];
    },
    expected: [
      { error: 'ResourceNotFoundException', status: 404, message: /not reachable in this region/ },
      {
        error: 'ValidationException',
        status: 400,
        message: /at 'functionName' failed to satisfy constraint/,
      },
      {
        error: 'ValidationException',
        status: 400,
        message: /at 'functionName' failed to satisfy constraint/,
      },
    ],
  },
  {
    name: 'what is not said is three seconds and 128 MB',
    source: PAGES.lambda('CreateFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      return world.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    },
    expected: { Timeout: 3, MemorySize: 128, TracingConfig: { Mode: 'PassThrough' } },
  },
  {
    name: 'a name is for one function',
    source: PAGES.lambda('CreateFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      return made(world, { FunctionName });
    },
    expected: { error: 'ResourceConflictException', status: 409, message: /Function already exist/ },
  },
  {
    name: 'a role must be one that Lambda may have',
    source: PAGES.lambda('CreateFunction'),
    observe: (world) => made(world, { Role: `arn:aws:iam::${world.accountId}:role/${world.fresh('none')}` }),
    expected: { ...INVALID, message: /cannot be assumed by Lambda/ },
  },
  {
    name: 'what is no archive is refused',
    source: PAGES.lambda('CreateFunction'),
    observe: (world) => made(world, { Code: { ZipFile: Buffer.from('no zip') } }),
    expected: { ...INVALID, message: /Could not unzip uploaded file/ },
  },
  {
    name: 'memory and time have bounds',
    source: PAGES.lambda('CreateFunction'),
    observe: async (world) => [await made(world, { MemorySize: 64 }), await made(world, { Timeout: 901 })],
    expected: Array(2).fill({ status: 400, error: /^(ValidationException|InvalidParameterValueException)$/ }),
  },
  {
    name: 'a variable that Lambda sets itself is refused',
    source: PAGES.lambdaGuide('configuration-envvars'),
    observe: (world) => made(world, { Environment: { Variables: { AWS_REGION: 'x' } } }),
    expected: { ...INVALID, message: /reserved/i },
  },
  {
    name: 'other code is what runs from then on',
    source: PAGES.lambda('UpdateFunctionCode'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const before = (await invoked(world, FunctionName)).payload;
      const ZipFile = zipped('export const handler = async () => 2;');
      const { CodeSize } = await world.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      await ready(world, FunctionName);
      return { before, after: (await invoked(world, FunctionName)).payload, CodeSize };
    },
    expected: { before: 1, after: 2, CodeSize: zipped('export const handler = async () => 2;').length },
  },
  {
    name: 'code without an ending .mjs is CommonJS, or what it looks like',
    source: PAGES.lambdaGuide('nodejs-handler'),
    async observe(world) {
      const ZipFile = zipOf('index.js', "exports.handler = async () => typeof require('node:fs');");
      return (await invoked(world, await newFunction(world, CODE, { Code: { ZipFile } }))).payload;
    },
    expected: 'object',
  },
  {
    name: 'code may lie in a bucket, and an object that is not there is told in the words of S3',
    source: PAGES.seen('code in S3'),
    async observe(world) {
      const S3Bucket = await newBucket(world);
      await world.s3.send(
        new PutObjectCommand({
          Bucket: S3Bucket,
          Key: 'code.zip',
          Body: zipped('export const handler = async () => 9;'),
        }),
      );
      const FunctionName = await newFunction(world, CODE, { Code: { S3Bucket, S3Key: 'code.zip' } });
      return {
        payload: (await invoked(world, FunctionName)).payload,
        missing: await made(world, { Code: { S3Bucket, S3Key: 'none.zip' } }),
      };
    },
    expected: {
      payload: 9,
      missing: {
        ...INVALID,
        message:
          'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
      },
    },
  },
  {
    name: 'a link leads to the code as it came',
    source: PAGES.lambda('GetFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const { Code } = await world.lambda.send(new GetFunctionCommand({ FunctionName }));
      const response = await fetch(Code?.Location ?? 'http://127.0.0.1:9/');
      return Buffer.from(await response.arrayBuffer()).equals(zipped(CODE));
    },
    expected: true,
  },
  {
    name: 'tags given at the beginning come back',
    source: PAGES.lambda('GetFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE, { Tags: { team: 'photos' } });
      const { Tags, Code } = await world.lambda.send(new GetFunctionCommand({ FunctionName }));
      return { Tags, type: Code?.RepositoryType };
    },
    expected: { Tags: { team: 'photos' }, type: 'S3' },
  },
  {
    name: 'it is among the functions, and its one version is $LATEST',
    source: PAGES.lambda('ListVersionsByFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const { Functions } = await world.lambda.send(new ListFunctionsCommand({}));
      const { Versions } = await world.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
      return {
        isListed: Functions?.some((one) => one.FunctionName === FunctionName),
        versions: Versions?.map(({ Version }) => Version),
      };
    },
    expected: { isListed: true, versions: ['$LATEST'] },
  },
  {
    name: 'a function that is deleted is gone, and cannot be deleted again',
    source: PAGES.lambda('DeleteFunction'),
    async observe(world) {
      const FunctionName = await newFunction(world, CODE);
      const remove = () => world.lambda.send(new DeleteFunctionCommand({ FunctionName }));
      const { $metadata } = await remove();
      return {
        status: String($metadata.httpStatusCode),
        again: await refusal(remove()),
        call: await refusal(invoked(world, FunctionName)),
      };
    },
    expected: {
      status: /^20[04]$/,
      again: { error: 'ResourceNotFoundException', status: 404 },
      call: { error: 'ResourceNotFoundException', status: 404 },
    },
  },
  {
    name: 'a name with a blank is refused',
    source: PAGES.lambda('CreateFunction'),
    observe: ({ lambda, roleArn }) =>
      refusal(
        lambda.send(
          new CreateFunctionCommand({
            FunctionName: 'a b',
            Runtime: 'nodejs22.x',
            Handler: 'index.handler',
            Role: roleArn,
            Code: { ZipFile: zipped(CODE) },
          }),
        ),
      ),
    expected: { status: 400, error: /^(ValidationException|InvalidParameterValueException)$/ },
  },
];
