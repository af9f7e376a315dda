// The services that keep and carry things: objects, items, messages, events, people.
import { join } from 'node:path';
import type { AddedService, AddOn } from './add-on.ts';
import type { Ground } from './cloud-ground.ts';
import { type Bus, createBus } from './services/bus.ts';
import { type Cognito, createCognito } from './services/cognito/cognito.ts';
import { createDynamoDb } from './services/dynamodb/dynamodb.ts';
import { createEvents, type Events } from './services/events/events.ts';
import { createKms } from './services/kms/kms.ts';
import { createLogGroups } from './services/logs/log-groups.ts';
import { createPipes, type Pipes } from './services/pipes/pipes.ts';
import { createS3, type LocalS3 } from './services/s3/s3.ts';
import { createSageMaker } from './services/sagemaker/sagemaker.ts';
import type { Service } from './services/service.ts';
import { createSns, type Sns } from './services/sns/sns.ts';
import { createSqs, type Sqs } from './services/sqs/sqs.ts';
import { createSts } from './services/sts/sts.ts';
import type { ResourceTypes } from './stack/resource.ts';

/** What a part brings into the cloud: what answers at the gateway, what templates may hold, or both. */
export interface Part {
  service?: Service;
  resourceTypes?: ResourceTypes;
}

export interface Stores {
  bus: Bus;
  s3: LocalS3;
  sqs: Sqs;
  sns: Sns;
  events: Events;
  pipes: Pipes;
  cognito: Cognito;
  added: (AddedService & { name: string })[];
  parts: Part[];
}

export async function openStores(ground: Ground, addOns: readonly AddOn[]): Promise<Stores> {
  const { account, identities, gateway, inside, log } = ground;
  const { principalOf } = identities;
  const endpoint = () => gateway.endpoint;
  const bus = createBus();
  const kms = createKms({ ...account, folder: inside('kms') });
  const keyRefusal = kms.refusal;
  const s3 = createS3({
    ...account,
    folder: inside('s3'),
    deliveriesFile: join(inside('notifications'), 's3.jsonl'),
    bus,
    endpoint,
    keyRefusal,
    log,
  });
  const dynamoDb = await createDynamoDb({ ...account, folder: inside('dynamodb'), keyRefusal, log });
  const sqs = createSqs({ ...account, folder: inside('sqs'), bus, endpoint, keyRefusal, log });
  const sns = createSns({ ...account, folder: inside('sns'), bus, keyRefusal, log });
  const events = createEvents({ ...account, folder: inside('events'), bus, log, principalOf });
  const logGroups = createLogGroups({ bus, folder: inside('logs'), log });
  const pipes = createPipes({
    ...account,
    folder: inside('pipes'),
    bus,
    source: sqs.source,
    principalOf,
    log,
  });
  const sageMaker = createSageMaker(account);
  const cognito = createCognito({ ...account, folder: inside('cognito'), endpoint, log });
  const added = addOns.map(({ name, open }) => ({
    name,
    ...open({ ...account, folder: inside, readObject: s3.readObject, log }),
  }));
  const parts: Part[] = [
    s3,
    dynamoDb,
    sqs,
    sns,
    events,
    logGroups,
    pipes,
    sageMaker,
    cognito,
    kms,
    createSts({ ...account, log }),
    // The application's own.
    ...added,
  ];
  return { bus, s3, sqs, sns, events, pipes, cognito, added, parts };
}
