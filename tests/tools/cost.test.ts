// The bill: everything that was asked of the laptop has a price, or is free by name, and the parts make the whole.

import path from 'node:path';
import type { AccessLine } from 'laptop-cloud';
import { apiCost } from '../../tools/cost/api.ts';
import { type Bill, billOf, byService } from '../../tools/cost/bill.ts';
import { fixedCosts } from '../../tools/cost/fixed.ts';
import { functionTimes } from '../../tools/cost/functions.ts';
import { usageOfJourney } from '../../tools/cost/journey.ts';
import { requestsIn } from '../../tools/cost/laptop.ts';
import { usageOf } from '../../tools/cost/operations.ts';
import { CASES, type Cost, costOf } from '../../tools/cost/photos.ts';
import { PRICES } from '../../tools/cost/prices.ts';
import { clientsFor } from '../../tools/smoke/clients.ts';
import { deployedStack } from '../../tools/smoke/deployed-stack.ts';
import { type Laptop, startLaptop } from '../e2e/laptop.ts';
import { longRun } from '../support/long-run.ts';

const line = (service: string, operation: string, more: Partial<AccessLine> = {}): AccessLine => ({
  at: 1000,
  service,
  operation,
  ...more,
});
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const amountOf = ({ lines }: Pick<Bill, 'lines'>, what: string) =>
  lines.find((one) => `${one.service} ${one.what}` === what)?.amount;

it('refuses an operation that nobody has said the price of, by name', () => {
  expect(() => usageOf(line('rekognition', 'CompareFaces'))).toThrow('no price for rekognition CompareFaces');
});

it('says of each price where it is from', () => {
  const { date, region, currency, note, sources, ...prices } = PRICES;
  expect(Object.keys(sources).sort()).toEqual(Object.keys(prices).sort());
  expect([date, region, currency, note]).toEqual([
    expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    'us-east-1',
    'USD',
    expect.any(String),
  ]);
});

it('adds up what is used more than once, and the parts make the whole', () => {
  const bill = billOf(
    [
      line('s3', 'PutObject'),
      line('s3', 'PutObject'),
      line('s3', 'DeleteObject'),
      line('dynamodb', 'TransactWriteItems', { amounts: { writeUnits: 5 } }),
      line('dynamodb', 'Query', { amounts: { readUnits: 0 } }),
      line('sqs', 'delivery', { resource: 'arn:aws:sqs:us-east-1:0:stack-PhotosWaiting-1' }),
    ],
    [],
  );
  expect(amountOf(bill, 's3 PutObject')).toBe(2);
  expect(amountOf(bill, 'dynamodb Query')).toBe(0.5);
  expect(amountOf(bill, 'pipes event passed on')).toBe(1);
  expect(bill.usd).toBeCloseTo(2 * 5e-6 + 5 * 6.25e-7 + 0.5 * 1.25e-7 + 3 * 4e-7 + 4e-7, 12);
  expect(sum(Object.values(byService(bill)))).toBeCloseTo(bill.usd, 12);
});

it('leaves out what is the API’s: its requests, its functions, and what they ask for', () => {
  const own = [line('dynamodb', 'UpdateItem', { amounts: { writeUnits: 1 } })];
  const principal = 'arn:aws:sts::0:assumed-role/s-RiderApiFunctionRole-1/laptop';
  const api = [
    line('execute-api', 'request'),
    line('lambda', 'Invoke', {
      ms: 9,
      resource: 'RiderApiFunction',
      amounts: { memoryMb: 512, logBytes: 9 },
    }),
    line('dynamodb', 'GetItem', { principal, amounts: { readUnits: 1 } }),
  ];
  expect(billOf([...own, ...api], [])).toEqual(billOf(own, []));
  expect(apiCost().usd).toBeGreaterThan(6 * PRICES.httpApiRequest);
});

it('bills our own time as measured and Rekognition’s as it usually is', () => {
  const [time] = functionTimes([
    line('lambda', 'Invoke', { ms: 1500, resource: 'DetectFaceFunction', amounts: { memoryMb: 512 } }),
    line('rekognition', 'DetectFaces', {
      at: 1050,
      ms: 1400,
      principal: 'arn:aws:sts::0:assumed-role/s-DetectFaceFunctionRole-1/laptop',
    }),
    line('rekognition', 'IndexFaces', {
      at: 1050,
      ms: 50,
      principal: 'arn:aws:sts::0:assumed-role/s-IndexFaceFunctionRole-1/laptop',
    }),
  ]);
  expect(time).toEqual({ name: 'DetectFaceFunction', memoryMb: 512, measuredMs: 1500, billedMs: 100 + 350 });
});

it('counts each try of a task as a transition', () => {
  const event = (id: number, type: string) => ({ id, type, timestamp: new Date(0) }) as never;
  const usage = usageOfJourney('arn', [
    event(1, 'ExecutionStarted'),
    event(2, 'TaskStateEntered'),
    event(3, 'TaskScheduled'),
    event(4, 'TaskFailed'),
    event(5, 'TaskScheduled'),
    event(6, 'TaskStateExited'),
    event(7, 'SucceedStateEntered'),
  ]);
  expect(usage[0]).toMatchObject({ what: 'transitions', amount: 3 });
});

it('counts alarms and keys in the template', () => {
  const fixed = fixedCosts(path.join(import.meta.dirname, '../../template.yaml'));
  expect(fixed.every(({ usd }) => usd > 0)).toBe(true);
  expect(fixed.find(({ what }) => what === 'KMS keys')).toMatchObject({ usd: 2 });
});

longRun.describe('of photos through a laptop', () => {
  let laptop: Laptop;
  const costs: Record<string, Cost> = {};
  beforeAll(async () => {
    laptop = await startLaptop({ parameters: { RequireConsent: 'on' } });
    const { endpoint, stateFolder } = laptop.cloud;
    const clients = clientsFor(endpoint);
    const looking = clientsFor(endpoint, { accessKeyId: 'local-onlooker', secretAccessKey: 'local' });
    const { outputs, consentVersion } = await deployedStack(looking, 'rider-photos');
    const requests = requestsIn(stateFolder);
    const counter = {
      clients: { ...looking, s3: clients.s3 },
      outputs,
      laptop: { endpoint, requests },
      consentVersion,
    };
    for (const name of ['approved', 'retake', 'unreadable'])
      costs[name] = await costOf(counter, name, CASES[name]!);
  }, 180_000);
  afterAll(() => laptop.close());

  it('everything has a price, and the parts make the whole', () => {
    for (const cost of Object.values(costs)) {
      expect(sum(cost.lines.map(({ usd }) => usd))).toBeCloseTo(cost.usd, 12);
      expect(sum(Object.values(byService(cost)))).toBeCloseTo(cost.usd, 12);
    }
  });

  it('an approved photo asks Rekognition for each thing once', () => {
    const approved = costs['approved']!;
    const asked = approved.lines.filter(({ service }) => service === 'rekognition');
    expect(asked.every(({ amount }) => amount === 1)).toBe(true);
    expect(asked).toHaveLength(4);
    expect(approved.states).toBeLessThanOrEqual(19);
    expect(amountOf(approved, 's3 PutObject')).toBe(8);
    expect(amountOf(approved, 'sns Publish')).toBe(1);
    expect(amountOf(approved, 'states transitions')).toBe(approved.states);
  });

  it('what must be retaken stops before the dear calls', () => {
    expect(byService(costs['retake']!)['rekognition']).toBe(PRICES.rekognitionImage);
    expect(byService(costs['unreadable']!)['rekognition']).toBeUndefined();
  });
});
