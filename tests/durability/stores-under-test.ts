// What keeps and carries things, over a folder: objects, messages, items, publishes, events, schedules and a pipe. Queues take
// deliveries as a busy service does, slowly or not at all at first, so that many are under way when the process dies.
import path from 'node:path';
import { type Bus, createBus, type Deliver } from '../../packages/laptop-cloud/src/services/bus.ts';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import { createEvents } from '../../packages/laptop-cloud/src/services/events/events.ts';
import { createPipes } from '../../packages/laptop-cloud/src/services/pipes/pipes.ts';
import { createS3 } from '../../packages/laptop-cloud/src/services/s3/s3.ts';
import { createScheduler } from '../../packages/laptop-cloud/src/services/scheduler/scheduler.ts';
import { type Service, ServiceError } from '../../packages/laptop-cloud/src/services/service.ts';
import { createSns } from '../../packages/laptop-cloud/src/services/sns/sns.ts';
import { createSqs } from '../../packages/laptop-cloud/src/services/sqs/sqs.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';

const ACCOUNT = { accountId: ACCOUNT_ID, region: REGION };
const BUSY_SHARE = 0.2;
const SLOW_SHARE = 0.3;
const SLOWEST_MS = 100;

export interface StoresUnderTest {
  services: Service[];
  /** Goes on with what the process before has left; gives how many deliveries. */
  resume(): number;
}

export async function openStores(folder: string, endpoint: () => string): Promise<StoresUnderTest> {
  const inside = (name: string) => path.join(folder, name);
  const log = (line: string) => console.error(line);
  const bus = busyBus();
  const s3 = createS3({
    ...ACCOUNT,
    folder: inside('s3'),
    deliveriesFile: inside('s3.jsonl'),
    bus,
    endpoint,
    log,
  });
  const dynamoDb = await createDynamoDb({ ...ACCOUNT, folder: inside('dynamodb'), log });
  const sqs = createSqs({ ...ACCOUNT, folder: inside('sqs'), bus, endpoint, log });
  const sns = createSns({ ...ACCOUNT, folder: inside('sns'), bus, log });
  const events = createEvents({ ...ACCOUNT, folder: inside('events'), bus, log });
  const pipes = createPipes({ ...ACCOUNT, folder: inside('pipes'), bus, source: sqs.source, log });
  const scheduler = createScheduler({
    ...ACCOUNT,
    folder: inside('scheduler'),
    bus,
    actions: { has: () => false, check: async () => undefined, send: async () => undefined },
    log,
  });
  const parts = [s3, dynamoDb, sqs, sns, events, pipes, scheduler];
  return {
    services: parts.map(({ service }) => service),
    resume() {
      pipes.resume();
      return s3.resume() + sns.resume() + events.resume() + scheduler.settle();
    },
  };
}

function busyBus(): Bus {
  const bus = createBus();
  return {
    ...bus,
    target: (service, deliver) => bus.target(service, service === 'sqs' ? busily(deliver) : deliver),
  };
}

function busily(deliver: Deliver): Deliver {
  return async (...delivery) => {
    const chance = Math.random();
    if (chance < BUSY_SHARE) throw new ServiceError('ServiceUnavailable', 'busy', 503);
    if (chance < BUSY_SHARE + SLOW_SHARE)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * SLOWEST_MS));
    return deliver(...delivery);
  };
}
