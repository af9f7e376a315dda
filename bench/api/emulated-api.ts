// What the laptop's API is held against: MiniStack, which others wrote, with an HTTP API that leads to a Node function. The function
// does nothing, and nobody asks who calls.

import { mkdtemp } from 'node:fs/promises';
import path from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { startEmulator } from '../../tests/sam/emulator.ts';
import { timedGet } from './timed-get.ts';
import { zipOf } from './zip.ts';

export interface EmulatedApi {
  /** Milliseconds of one request to the route. */
  get(): Promise<number>;
  stop(): Promise<void>;
}

const FUNCTION = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(event.pathParameters),
});`;

/** Starts it, installed below .venv first if need be; its log goes into the folder. Rejects where there is no Python for it. */
export async function startEmulatedApi(folder: string): Promise<EmulatedApi> {
  const own = await mkdtemp(path.join(folder, 'ministack-'));
  const emulator = await startEmulator(path.join(own, 'emulator.log'));
  try {
    const url = await makeApi(emulator.endpoint);
    const { ask, close } = timedGet(url.address, url.headers);
    return {
      get: ask,
      stop: async () => {
        close();
        await emulator.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}

async function makeApi(endpoint: string): Promise<{ address: URL; headers: Record<string, string> }> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'nothing',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/nothing',
      Code: { ZipFile: zipOf('index.js', FUNCTION) },
    }),
  );
  lambda.destroy();
  const { apiId } = await post(endpoint, '/v2/apis', { name: 'nothing', protocolType: 'HTTP' });
  const { integrationId } = await post(endpoint, `/v2/apis/${apiId}/integrations`, {
    integrationType: 'AWS_PROXY',
    integrationUri: FunctionArn,
    payloadFormatVersion: '2.0',
  });
  await post(endpoint, `/v2/apis/${apiId}/routes`, {
    routeKey: 'GET /v1/photos/{photoId}',
    target: `integrations/${integrationId}`,
  });
  await post(endpoint, `/v2/apis/${apiId}/stages`, { stageName: '$default', autoDeploy: true });
  const { port } = new URL(endpoint);
  return {
    address: new URL('/v1/photos/photo', endpoint),
    headers: { host: `${apiId}.execute-api.localhost:${port}` },
  };
}

/** It tells services apart by who a request is signed for, and does not look at the signature. */
const SIGNED_FOR_API_GATEWAY =
  'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request, SignedHeaders=host, Signature=0';

async function post(endpoint: string, place: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${endpoint}${place}`, {
    method: 'POST',
    headers: { authorization: SIGNED_FOR_API_GATEWAY, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok)
    throw new Error(`MiniStack answers ${response.status} to ${place}: ${await response.text()}`);
  return (await response.json()) as Record<string, string>;
}
