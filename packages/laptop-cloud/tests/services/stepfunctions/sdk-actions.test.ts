// Calls of APIs for whoever is no state machine, against a real queue.
import { createBus } from '../../../src/services/bus.ts';
import type { Principal } from '../../../src/services/service.ts';
import { createSqs, type Sqs } from '../../../src/services/sqs/sqs.ts';
import { createSdkActions } from '../../../src/services/stepfunctions/tasks/sdk-actions.ts';
import { createSdkClients, type SdkClients } from '../../../src/services/stepfunctions/tasks/sdk-clients.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from '../../support/gateway.ts';

const SENDING: Principal = { arn: 'sending', can: (action) => action === 'sqs:SendMessage' };
const MUTE: Principal = { arn: 'mute', can: () => false };

let sqs: Sqs;
let gateway: TestGateway;
let clients: SdkClients;

beforeEach(async () => {
  sqs = createSqs({ bus: createBus(), accountId: ACCOUNT_ID, region: REGION });
  gateway = await startGateway([sqs.service], { sending: SENDING, mute: MUTE });
  clients = createSdkClients({
    endpoint: () => gateway.endpoint,
    region: REGION,
    credentialsFor: (accessKeyId) => ({ accessKeyId, secretAccessKey: 'local' }),
  });
  await sqs.resourceTypes['AWS::SQS::Queue']!.provision!(
    { logicalId: 'Work', type: 'AWS::SQS::Queue', physicalName: 'Work', properties: {}, metadata: {} },
    { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' },
  );
});
afterEach(async () => {
  clients.close();
  await gateway.close();
});

const message = () => ({
  service: 'sqs',
  action: 'sendMessage',
  parameters: { QueueUrl: `${gateway.endpoint}/${ACCOUNT_ID}/Work`, MessageBody: 'hello' },
});
const { signal } = new AbortController();

it('a call is made as the role, and arrives', async () => {
  await createSdkActions(clients).send({ ...message(), roleArn: 'sending', signal });

  const [record] = await sqs.source.receive(`arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Work`, {
    max: 1,
    waitMs: 0,
    signal,
  });
  expect(record?.body).toBe('hello');
});

it('what the role may not is refused with status and code', async () => {
  await expect(
    createSdkActions(clients).send({ ...message(), roleArn: 'mute', signal }),
  ).rejects.toMatchObject({
    name: 'ServiceError',
    code: 'AccessDeniedException',
    status: 400,
  });
});

it.each([
  [{ action: 'flyAway' }, 'sqs has no action flyAway'],
  [{ parameters: { QueueUrl: 'x', MessageBody: 'y', Colour: 'red' } }, 'Colour'],
  [{ parameters: { QueueUrl: 7, MessageBody: 'y' } }, 'QueueUrl'],
])('a call with %j is refused before it is made', async (more, refusal) => {
  await expect(createSdkActions(clients).check({ ...message(), ...more })).rejects.toThrow(refusal);
});
