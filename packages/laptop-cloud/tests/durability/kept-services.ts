// Every service that keeps lines in files, over one folder and without a socket, and what each knows of an earlier process.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from 'states-language';
import { createBus } from '../../src/services/bus.ts';
import { createEvents } from '../../src/services/events/events.ts';
import { createLogGroups } from '../../src/services/logs/log-groups.ts';
import { createS3 } from '../../src/services/s3/s3.ts';
import { createScheduler } from '../../src/services/scheduler/scheduler.ts';
import { ServiceError } from '../../src/services/service.ts';
import { createSns } from '../../src/services/sns/sns.ts';
import { createSqs } from '../../src/services/sqs/sqs.ts';
import { createStepFunctions } from '../../src/services/stepfunctions/stepfunctions.ts';
import { ACCOUNT_ID, REGION } from '../support/gateway.ts';

const ACCOUNT = { accountId: ACCOUNT_ID, region: REGION };
const CONTEXT = { ...ACCOUNT, partition: 'aws' as const, stackName: 'test' };

export const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
export const FUNCTION = arnOf('lambda', 'function:Work');
const LOG_GROUP = 'told';

export type KeptServices = Awaited<ReturnType<typeof openKeptServices>>;

/** `isBusy`: the function takes nothing for now, so that whatever goes there waits. */
export async function openKeptServices(folder: string, isBusy: boolean) {
  mkdirSync(folder, { recursive: true });
  const inside = (name: string) => join(folder, name);
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const bus = createBus();
  bus.target('lambda', async () => {
    if (isBusy) throw new ServiceError('TooManyRequestsException', 'busy', 429);
  });
  const s3 = createS3({
    ...ACCOUNT,
    folder: inside('s3'),
    deliveriesFile: inside('notifications/s3.jsonl'),
    bus,
    log,
  });
  const sqs = createSqs({ ...ACCOUNT, folder: inside('sqs'), bus });
  const sns = createSns({ ...ACCOUNT, folder: inside('sns'), bus, log });
  const events = createEvents({ ...ACCOUNT, folder: inside('events'), bus, log });
  const logs = createLogGroups({ bus, folder: inside('logs'), log });
  const scheduler = createScheduler({
    ...ACCOUNT,
    folder: inside('scheduler'),
    bus,
    actions: { has: () => false, check: async () => undefined, send: async () => undefined },
    log,
  });
  const stepFunctions = createStepFunctions({
    ...ACCOUNT,
    folder: inside('executions'),
    bus,
    clock: realClock(),
    invokeTask: async () => ({}),
  });
  const group = {
    logicalId: 'Told',
    type: 'AWS::Logs::LogGroup',
    physicalName: LOG_GROUP,
    properties: {},
    metadata: {},
  };
  await logs.resourceTypes['AWS::Logs::LogGroup']!.provision!(group, CONTEXT);
  const services = [s3, sqs, sns, events, scheduler, stepFunctions];
  return {
    services: services.map(({ service }) => service),
    bus,
    sqs,
    sns,
    stepFunctions,
    logged,
    resume: async () =>
      [s3.resume(), sns.resume(), events.resume(), scheduler.settle(), await stepFunctions.resume()] as const,
    /** The log group has it as a line. */
    note: (text: string) => bus.deliver(arnOf('logs', `log-group:${LOG_GROUP}`), text, {}),
    async close() {
      for (const { service } of services) await service.close?.();
      await stepFunctions.close();
    },
  };
}
