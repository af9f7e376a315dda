import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { createSageMaker } from '../../../src/services/sagemaker/sagemaker.ts';
import type { Principal } from '../../../src/services/service.ts';
import { ACCOUNT_ID, startGateway, type TestGateway } from '../../support/gateway.ts';

const mute: Principal = { arn: `arn:aws:iam::${ACCOUNT_ID}:role/Mute`, can: () => false };
let gateway: TestGateway;
let client: SageMakerRuntimeClient;

beforeEach(async () => {
  const sageMaker = createSageMaker({
    accountId: ACCOUNT_ID,
    region: 'us-east-1',
    endpoints: {
      'photo model': async (body, contentType) => ({
        body: JSON.stringify({ bytes: body.length, contentType }),
        contentType: 'application/json',
      }),
    },
  });
  sageMaker.register('broken', async () => {
    throw new Error('out of memory');
  });
  gateway = await startGateway([sageMaker.service], { mute });
  client = new SageMakerRuntimeClient(gateway.clientConfig);
});
afterEach(async () => {
  client.destroy();
  await gateway.close();
});

const invoke = (EndpointName: string, more: object = {}) =>
  client.send(
    new InvokeEndpointCommand({
      EndpointName,
      Body: Uint8Array.of(1, 2, 3),
      ContentType: 'image/jpeg',
      ...more,
    }),
  );

it('hands the bytes to the endpoint and its answer back', async () => {
  const { Body, ContentType } = await invoke('photo model');
  expect(JSON.parse(Buffer.from(Body!).toString())).toEqual({ bytes: 3, contentType: 'image/jpeg' });
  expect(ContentType).toBe('application/json');
});

it('answers an unknown endpoint as AWS words it', async () => {
  await expect(invoke('nowhere')).rejects.toThrow(
    expect.objectContaining({
      name: 'ValidationError',
      message: `Endpoint nowhere of account ${ACCOUNT_ID} not found.`,
    }),
  );
});

it('answers a failing model with ModelError', async () => {
  await expect(invoke('broken')).rejects.toThrow(
    expect.objectContaining({
      name: 'ModelError',
      OriginalMessage: 'out of memory',
      OriginalStatusCode: 500,
    }),
  );
});

it('refuses a variant, by the name of its header, and a caller without a policy', async () => {
  await expect(invoke('photo model', { TargetVariant: 'B' })).rejects.toThrow(
    'x-amzn-sagemaker-target-variant',
  );
  const other = new SageMakerRuntimeClient(gateway.as('mute'));
  await expect(
    other.send(new InvokeEndpointCommand({ EndpointName: 'photo model', Body: Uint8Array.of(1) })),
  ).rejects.toThrow(
    'sagemaker:InvokeEndpoint on resource: arn:aws:sagemaker:us-east-1:000000000000:endpoint/photo model',
  );
  other.destroy();
});
