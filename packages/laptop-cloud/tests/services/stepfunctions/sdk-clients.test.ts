// Calls of the services that the laptop has, as SDK tasks of state machines make them, against the real ones.
import { createBus } from '../../../src/services/bus.ts';
import { createKms } from '../../../src/services/kms/kms.ts';
import { createScheduler, type Scheduler } from '../../../src/services/scheduler/scheduler.ts';
import { createSdkActions } from '../../../src/services/stepfunctions/tasks/sdk-actions.ts';
import { createSdkClients, type SdkClients } from '../../../src/services/stepfunctions/tasks/sdk-clients.ts';
import { ACCOUNT_ID, REGION, ROOT, startGateway, type TestGateway } from '../../support/gateway.ts';
import { manualClock } from '../manual-clock.ts';

const account = { accountId: ACCOUNT_ID, region: REGION };
const { signal } = new AbortController();

let scheduler: Scheduler;
let gateway: TestGateway;
let clients: SdkClients;

beforeAll(async () => {
  scheduler = createScheduler({
    ...account,
    bus: createBus(),
    clock: manualClock(0),
    actions: { has: () => false, check: async () => undefined, send: async () => undefined },
    principalOf: () => ROOT,
    log: () => undefined,
  });
  gateway = await startGateway([scheduler.service, createKms({ folder: null, ...account }).service]);
  clients = createSdkClients({
    endpoint: () => gateway.endpoint,
    region: REGION,
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
});
afterAll(async () => {
  clients.close();
  await gateway.close();
});

it('a state machine makes schedules', async () => {
  const parameters = {
    Name: 'Later',
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Work`,
      RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/Making`,
    },
  };
  const call = { service: 'scheduler', action: 'createSchedule', parameters, roleArn: 'making', signal };
  await createSdkActions(clients).send(call);
  await expect(createSdkActions(clients).send(call)).rejects.toMatchObject({ code: 'ConflictException' });
});

it.each([['kms', 'generateMac', { Message: 'aGVsbG8=', KeyId: 'alias/none', MacAlgorithm: 'HMAC_SHA_256' }]])(
  '%s is asked, and refuses what is not there',
  async (service, action, parameters) => {
    await expect(
      createSdkActions(clients).send({ service, action, parameters, roleArn: 'asking', signal }),
    ).rejects.toMatchObject({ code: 'NotFoundException' });
  },
);

it.each(['kms', 'pipes', 'scheduler'])('the client of %s is there', async (service) => {
  const sdk = await clients.open(service);
  expect(sdk.client('any')).toHaveProperty('send');
});
