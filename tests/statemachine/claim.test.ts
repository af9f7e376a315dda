// The claim as the definition writes it, against a real table: which rows let a photo in, and where the others end.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { createDynamoDb } from '../../packages/laptop-cloud/src/services/dynamodb/dynamodb.ts';
import {
  createWorld,
  type World,
} from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { readPast } from '../../src/domain/photo-past.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';
import { provision, ridersTable, TABLE } from '../steps/cloud.ts';

const DEFINITION = readFileSync(
  path.join(import.meta.dirname, '../../statemachine/check-photo.asl.json'),
  'utf8',
);
/** As template.yaml fills them in. */
const CONDITIONS = {
  off: 'attribute_not_exists(forgottenAt) AND NOT consentVersion = :consentVersion',
  on: 'attribute_not_exists(forgottenAt) AND consentVersion = :consentVersion',
};
const DOOR = [
  'ClaimPhoto',
  'WhyNotClaimed',
  'SecondClaim',
  'CountClaim',
  'ClaimLater',
  'ReadClaim',
  'IsSameUpload',
  'AlreadyClaimed',
  'PhotoIdInUse',
];

let world: World;
let table: DynamoDBClient;
const arns: Record<string, string> = {};
beforeAll(async () => {
  world = await createWorld({
    clock: virtualClock(Date.parse('2026-03-01T12:00:00Z')),
    neighbours: async () => {
      const dynamoDb = await createDynamoDb({ folder: null, accountId: ACCOUNT_ID, region: REGION });
      await provision(dynamoDb.resourceTypes, 'AWS::DynamoDB::Table', TABLE, ridersTable());
      return [dynamoDb.service];
    },
  });
  for (const [consent, ProfileCondition] of Object.entries(CONDITIONS)) {
    const given = { RidersTableName: TABLE, ProfileCondition, ConsentVersion: '7' };
    const { States } = JSON.parse(fillDefinition(DEFINITION, given)) as { States: Record<string, unknown> };
    const door = DOOR.map((name): [string, unknown] => [name, States[name]]);
    const ends = ['InspectPhoto', 'DiscardUpload', 'AlertUnclaimed'].map((name) => [
      name,
      { Type: 'Succeed' },
    ]);
    arns[consent] = await world.machine(Object.fromEntries([...door, ...ends]));
  }
  const { endpoint, credentials } = world.sfn.config;
  table = new DynamoDBClient({ endpoint: await endpoint!(), region: REGION, credentials });
});
afterAll(async () => {
  table.destroy();
  await world.close();
});

const PAST = {
  sentAt: '2026-02-01T08:00:00.000Z',
  answer: { status: 'retake', at: '2026-02-01T08:00:05.000Z' },
};

let photos = 0;
const put = (item: object) => table.send(new PutItemCommand({ TableName: TABLE, Item: marshall(item) }));

async function claim(
  row: object | undefined,
  { consent = 'off', profile, ...known }: { consent?: 'on' | 'off'; profile?: object; past?: undefined } = {},
): Promise<{ end: string | undefined; row: Record<string, unknown> }> {
  const photoId = `photo-${++photos}`;
  const riderId = `rider-${photos}`;
  const keys = { pk: `RIDER#${riderId}`, sk: `PHOTO#${photoId}` };
  if (row) await put({ ...keys, ...row });
  if (profile) await put({ pk: keys.pk, sk: 'PROFILE', ...profile });
  const upload = {
    bucket: 'photos',
    key: `incoming/${riderId}/${photoId}`,
    versionId: 'v2',
    size: 500,
    riderId,
    photoId,
  };
  const input = { upload, expiresAt: '1775376000', past: PAST, ...known };
  const { executionArn } = await world.run(arns[consent]!, input);
  const states = world.stepFunctions
    .history(executionArn!)
    .flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  const { Item } = await table.send(new GetItemCommand({ TableName: TABLE, Key: marshall(keys) }));
  return { end: states.at(-1), row: Item ? unmarshall(Item) : {} };
}

it('of a new photo writes a row that goes by itself', async () => {
  const { end, row } = await claim(undefined);
  expect(end).toBe('InspectPhoto');
  expect(row).toMatchObject({
    status: 'processing',
    openStatus: 'processing',
    versionId: 'v2',
    size: 500,
    expiresAt: 1_775_376_000,
  });
});

it('notes what was known of the photo before, as the API reads it', async () => {
  const { row } = await claim(undefined);
  expect(readPast(row['startedWith'])).toEqual(PAST);
});

it('takes a photo in that was started before such things were said, with nothing known', async () => {
  const { end, row } = await claim(undefined, { past: undefined });
  expect(end).toBe('InspectPhoto');
  expect(readPast(row['startedWith'])).toBeUndefined();
});

it('of a photo that its rider has announced takes over the row', async () => {
  const before = { status: 'awaiting-upload', contentType: 'image/jpeg', uploadChecksum: 'x', expiresAt: 1 };
  const { end, row } = await claim(before);
  expect(end).toBe('InspectPhoto');
  expect(row).toMatchObject({ status: 'processing', versionId: 'v2', expiresAt: 1_775_376_000 });
  expect(row).not.toHaveProperty('uploadChecksum');
});

it('of an announced photo is refused when its rider has withdrawn meanwhile, and the row stays to go by itself', async () => {
  const before = { status: 'awaiting-upload', expiresAt: 1 };
  const { end, row } = await claim(before, { consent: 'on', profile: { uploads: { count: 1 } } });
  expect(end).toBe('DiscardUpload');
  expect(row).toMatchObject(before);
});

it('of a rejected photo lets it in once more when people have decided on its appeal, and only then', async () => {
  const appealed = {
    status: 'in-review',
    reviewKind: 'appeal',
    versionId: 'v2',
    size: 500,
    executionArn: 'first',
  };
  const decided = await claim({ ...appealed, openStatus: 'decided' });
  expect(decided).toMatchObject({ end: 'InspectPhoto', row: { status: 'processing' } });
  expect((await claim({ ...appealed, openStatus: 'in-review' })).end).toBe('AlreadyClaimed');
  expect((await claim({ ...appealed, openStatus: 'decided', reviewKind: 'check' })).end).toBe(
    'AlreadyClaimed',
  );
});

const SAME_VERSION = { versionId: 'v2', size: 500 };
const SAME_PICTURE = { versionId: 'v1', size: 500 };
const ANOTHER = { versionId: 'v1', size: 400 };

it.each([
  ['processing', 'AlreadyClaimed', 'AlreadyClaimed', 'PhotoIdInUse'],
  ['in-review', 'AlreadyClaimed', 'AlreadyClaimed', 'PhotoIdInUse'],
  ['approved', 'AlreadyClaimed', 'AlreadyClaimed', 'PhotoIdInUse'],
  ['retake', 'AlreadyClaimed', 'AlreadyClaimed', 'InspectPhoto'],
  ['rejected', 'AlreadyClaimed', 'AlreadyClaimed', 'InspectPhoto'],
  ['expired', 'AlreadyClaimed', 'InspectPhoto', 'InspectPhoto'],
  ['replaced', 'AlreadyClaimed', 'InspectPhoto', 'InspectPhoto'],
  ['failed', 'InspectPhoto', 'InspectPhoto', 'InspectPhoto'],
])(
  'over a row that is %s: the same version ends in %s, the same picture in %s, another one in %s',
  async (status, ...ends) => {
    const seen = [];
    for (const upload of [SAME_VERSION, SAME_PICTURE, ANOTHER]) {
      const before = { status, executionArn: 'another', contestedAt: 'then', ...upload };
      const { end, row } = await claim(before);
      seen.push(end);
      // Let in, nothing of the photo before is left; kept out, nothing of it is changed.
      expect(row['contestedAt']).toBe(end === 'InspectPhoto' ? undefined : 'then');
    }
    expect(seen).toEqual(ends);
  },
);

it.each([
  ['off', undefined, 'InspectPhoto'],
  ['off', { attempts: 1 }, 'InspectPhoto'],
  ['off', { consentVersion: '3' }, 'InspectPhoto'],
  ['off', { forgottenAt: '2026-01-01' }, 'DiscardUpload'],
  ['on', undefined, 'DiscardUpload'],
  ['on', { attempts: 1 }, 'DiscardUpload'],
  ['on', { consentVersion: '6' }, 'DiscardUpload'],
  ['on', { consentVersion: '7' }, 'InspectPhoto'],
  ['on', { consentVersion: '7', forgottenAt: '2026-01-01' }, 'DiscardUpload'],
] as const)('with consent %s and the profile %j ends in %s', async (consent, profile, expected) => {
  const { end, row } = await claim(undefined, { consent, ...(profile && { profile }) });
  expect(end).toBe(expected);
  expect(row['status']).toBe(expected === 'InspectPhoto' ? 'processing' : undefined);
});

it('of a rider who is not welcome is not even compared with the row', async () => {
  const { end } = await claim(
    { status: 'approved', executionArn: 'another', ...SAME_VERSION },
    { consent: 'on' },
  );
  expect(end).toBe('DiscardUpload');
});

it('of a photo whose rider withdraws in that very moment is refused, or was there before: nothing between', () =>
  fc.assert(
    fc.asyncProperty(fc.boolean(), fc.nat({ max: 60 }), async (isClaimFirst, gap) => {
      const before = { status: 'awaiting-upload', expiresAt: 1 };
      const pk = `RIDER#rider-${photos + 1}`;
      const started: Promise<unknown>[] = [];
      await put({ pk, sk: 'PROFILE', consentVersion: '7' });
      // As DELETE /v1/me/consent takes it from the profile.
      const withdraw = () =>
        table.send(
          new UpdateItemCommand({
            TableName: TABLE,
            Key: marshall({ pk, sk: 'PROFILE' }),
            UpdateExpression: 'REMOVE consentVersion',
          }),
        );
      const claiming = () => claim(before, { consent: 'on' });
      const [first, second] = isClaimFirst ? [claiming, withdraw] : [withdraw, claiming];
      started.push(first());
      for (let turn = 0; turn < gap; turn++) await new Promise((resolve) => setImmediate(resolve));
      started.push(second());
      const outcomes = await Promise.all(started);
      const { end, row } = outcomes[isClaimFirst ? 0 : 1] as Awaited<ReturnType<typeof claim>>;
      expect([end, row['status']]).toEqual(
        end === 'InspectPhoto' ? ['InspectPhoto', 'processing'] : ['DiscardUpload', 'awaiting-upload'],
      );
    }),
    { numRuns: 5 },
  ));
