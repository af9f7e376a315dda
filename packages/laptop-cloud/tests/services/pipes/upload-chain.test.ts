// The way of an upload through the real parts: event bus, rule, queue with its policy, pipe, state machine.
import { createBus } from '../../../src/services/bus.ts';
import { createEvents } from '../../../src/services/events/events.ts';
import { createPipes } from '../../../src/services/pipes/pipes.ts';
import { createSqs } from '../../../src/services/sqs/sqs.ts';
import type { ResourceTypes, StackContext } from '../../../src/stack/resource.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';
import { type ManualClock, manualClock, settle } from '../manual-clock.ts';

const CONTEXT: StackContext = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' };
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:CheckPhoto`;
const UPLOADS = `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:Uploads`;
const RULE = `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/UploadRule`;

let clock: ManualClock;
let close: () => Promise<unknown>;

/** Assembles the chain; the queue lets `allowedSource` in. */
async function chain(allowedSource: string, start: (input: string) => void) {
  clock = manualClock();
  const bus = createBus();
  const logged: string[] = [];
  const place = {
    bus,
    clock,
    accountId: ACCOUNT_ID,
    region: REGION,
    log: (line: string) => void logged.push(line),
  };
  const sqs = createSqs(place);
  const events = createEvents(place);
  const pipes = createPipes({ ...place, source: sqs.source });
  bus.target('states', async (_, input) => start(input));
  close = () => Promise.all([pipes.close(), events.close()]).then(sqs.close);

  const types: ResourceTypes = { ...sqs.resourceTypes, ...events.resourceTypes, ...pipes.resourceTypes };
  const make = (type: string, physicalName: string, properties: Record<string, unknown>) =>
    types[type]?.provision?.(
      { logicalId: physicalName, type, physicalName, properties, metadata: {} },
      CONTEXT,
    );
  await make('AWS::SQS::Queue', 'Uploads', { VisibilityTimeout: 60 });
  await make('AWS::SQS::QueuePolicy', 'UploadsAccess', {
    Queues: [types['AWS::SQS::Queue']!.ref('Uploads', CONTEXT)],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: UPLOADS,
          Condition: { ArnEquals: { 'aws:SourceArn': allowedSource } },
        },
      ],
    },
  });
  await make('AWS::Events::Rule', 'UploadRule', {
    EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'incoming/' }] } } },
    Targets: [{ Id: 'Uploads', Arn: UPLOADS }],
  });
  await make('AWS::Pipes::Pipe', 'UploadPipe', {
    RoleArn: `arn:aws:iam::${ACCOUNT_ID}:role/Pipe`,
    Source: UPLOADS,
    SourceParameters: { SqsQueueParameters: { BatchSize: 1 } },
    Target: MACHINE,
    TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'FIRE_AND_FORGET' } },
  });
  const upload = (key: string) =>
    bus.publish({
      version: '0',
      id: key,
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: ACCOUNT_ID,
      time: '2026-11-21T10:00:00Z',
      region: REGION,
      resources: [],
      detail: { bucket: { name: 'photos' }, object: { key } },
    });
  return { upload, logged };
}

afterEach(() => close());

it('every upload starts one execution, whatever its key', async () => {
  const keys: string[] = [];
  const { upload } = await chain(RULE, (input) => {
    const [record] = JSON.parse(input) as { body: string }[];
    keys.push((JSON.parse(record!.body) as { detail: { object: { key: string } } }).detail.object.key);
  });
  const uploads = [
    'incoming/ada/p 1',
    'incoming/ada/p+2%20ü😀',
    ...Array.from({ length: 50 }, (_, n) => `incoming/x/${n}`),
  ];
  for (const key of uploads) upload(key);
  upload('derived/ada/p1');
  await settle();
  expect(keys.sort()).toEqual(uploads.sort());
});

it('nothing is lost while no execution can be started', async () => {
  let isBusy = true;
  let started = 0;
  const { upload } = await chain(RULE, () => {
    if (isBusy) throw new Error('ExecutionLimitExceeded');
    started++;
  });
  for (let count = 0; count < 20; count++) upload(`incoming/x/${count}`);
  await settle();
  isBusy = false;
  clock.advance(60_000);
  await settle();
  expect(started).toBe(20);
});

it('a queue policy that names another rule keeps the upload out, and says so', async () => {
  let started = 0;
  const { upload, logged } = await chain(`${RULE}Other`, () => void started++);
  upload('incoming/ada/p1');
  await settle();
  expect(started).toBe(0);
  expect(logged).toEqual([
    expect.stringContaining('no resource-based policy allows the sqs:SendMessage action'),
  ]);
});
