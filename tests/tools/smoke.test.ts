// The smoke test against a whole laptop cloud: each way that a photo can go leaves nothing of the test, and all of everybody else.

import { readFile } from 'node:fs/promises';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import { clientsFor } from '../../tools/smoke/clients.ts';
import { deployedStack } from '../../tools/smoke/deployed-stack.ts';
import { type SmokeTest, smokeTest } from '../../tools/smoke/run.ts';
import { type Laptop, sample, startLaptop } from '../e2e/laptop.ts';
import { longRun } from '../support/long-run.ts';

let laptop: Laptop;
let before: unknown;
const left = async () => ({
  rows: (await laptop.rows()).map(({ pk, sk }) => `${pk} ${sk}`).sort(),
  faces: (await laptop.faces()).map(({ riderId }) => riderId),
  keys: await laptop.keys(''),
});

beforeAll(async () => {
  // Nobody is refused for similarity alone: the second photo of one person goes to a reviewer.
  laptop = await startLaptop({ parameters: { Configuration: '{"duplicate":{"rejectPercent":100}}' } });
  await laptop.send(sample('ada.jpg'), 'ada');
  before = await left();
}, 180_000);
afterAll(() => laptop.close());

async function smoke(file: string, options: Partial<SmokeTest> = {}) {
  const said: string[] = [];
  const clients = clientsFor(laptop.cloud.endpoint);
  const { outputs } = await deployedStack(clients, 'rider-photos');
  const picture = await readFile(sample(file));
  const test = {
    timeoutMs: 120_000,
    ...options,
    clients,
    outputs,
    picture,
    say: (line: string) => said.push(line),
  };
  return { problems: await smokeTest(test), said: said.join('\n') };
}

it('an approved photo is told, and its face, files and rows are gone again', async () => {
  const { problems, said } = await smoke('bao.jpg', { expected: 'approved', consentVersion: '2' });

  expect(problems).toEqual([]);
  expect(said).toMatch(
    /^the rider has agreed to version 2\nsent s3:\/\/.*\/incoming\/smoke-.*\/smoke\nverdict approved after/,
  );
  expect(said).toMatch(/took away faces: 1, versions of objects: \d+, rows: 2/);
  expect(await left()).toEqual(before);
}, 180_000);

longRun.it(
  'a retake waits for nobody, and is a problem where another verdict was expected',
  async () => {
    const { problems } = await smoke('ada-dark.jpg', { expected: 'approved' });

    expect(problems).toEqual(['verdict retake for TOO_DARK, not approved']);
    expect(await left()).toEqual(before);
  },
  180_000,
);

it('a review is answered, so that no reviewer has to', async () => {
  const { problems, said } = await smoke('ada-2.jpg');

  expect(problems).toEqual([]);
  expect(said).toMatch(/verdict review for FACE_TAKEN/);
  expect(said).toContain('its review was answered with reject');
  expect(await left()).toEqual(before);
}, 180_000);

describe('with a step that is broken', () => {
  afterEach(() => laptop.cloud.faults.replace([]));

  longRun.it(
    'the fault is named',
    async () => {
      laptop.cloud.faults.replace([parseFaultFlag('state=DetectFace,do=error,error=DependencyRefusedError')]);

      const { problems } = await smoke('bao.jpg');

      expect(problems).toEqual([expect.stringContaining('ended as failed of DependencyRefusedError')]);
      expect(await left()).toEqual(before);
    },
    180_000,
  );

  longRun.it(
    'time is up while it is still at work',
    async () => {
      laptop.cloud.faults.replace([parseFaultFlag('state=DetectFace,do=delay,ms=2000')]);

      const { problems } = await smoke('bao.jpg', { timeoutMs: 700 });

      expect(problems).toEqual([expect.stringMatching(/no answer within 0\.7 s: arn:.* is still at work/)]);
      expect(await left()).toEqual(before);
    },
    180_000,
  );
});

it('a stack that is not there is refused by name', async () => {
  await expect(deployedStack(clientsFor(laptop.cloud.endpoint), 'other')).rejects.toMatchObject({
    name: 'UsageError',
    problems: [expect.stringContaining('Stack with id other does not exist')],
  });
});
