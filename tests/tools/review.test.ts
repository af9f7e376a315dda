// npm run review: a person answers, also when the cloud that asked has stopped since. What needs face models is mocked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Cloud } from '../../packages/laptop-cloud/src/cloud.ts';
import { readJsonFile } from '../../packages/laptop-cloud/src/services/json-text.ts';
import { parseMockConfiguration } from '../../packages/laptop-cloud/src/services/stepfunctions/tasks/mock-configuration.ts';
import { sendPhoto } from '../../tools/photo/journey.ts';
import { answerReview } from '../../tools/review/answer-review.ts';
import { findReview, openReviews } from '../../tools/review/open-reviews.ts';
import { startProject } from '../support/laptop-options.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const { signal } = new AbortController();
const REAL = ['ClaimPhoto', 'InspectPhoto', 'OpenReview', 'SaveRefusal', 'PublishOutcome', 'TellRider'];

jest.setTimeout(120_000);

let state: string;
beforeAll(() => {
  state = mkdtempSync(path.join(tmpdir(), 'review-'));
});
afterAll(() => rmSync(state, { recursive: true, force: true }));

async function started(): Promise<Cloud> {
  const file = readJsonFile(path.join(ROOT, 'statemachine/mocks/MockConfigFile.json')) as {
    StateMachines: { CheckPhoto: { TestCases: Record<string, Record<string, string>> } };
  };
  const mocked = file.StateMachines.CheckPhoto.TestCases['ReviewerRejected']!;
  for (const name of REAL) delete mocked[name];
  const configuration = parseMockConfiguration(file);
  return startProject({ stateFolder: state, mocks: { configuration, testCase: 'ReviewerRejected' } });
}

const output = { decision: 'reject', reviewer: 'eve', reason: 'a poster' } as const;

it('an answer goes to the execution that waits, also after a restart', async () => {
  const first = await started();
  const send = (riderId: string) =>
    sendPhoto({ cloud: first, file: path.join(ROOT, 'samples/ada.jpg'), riderId, onEvent: () => {}, signal });
  expect(await send('ada')).toMatchObject({ status: 'in-review', told: [] });
  expect(await send('bao')).toMatchObject({ status: 'in-review' });
  const reviews = await openReviews(first);
  expect(reviews.map(({ riderId }) => riderId).sort()).toEqual(['ada', 'bao']);
  const { photoId } = reviews[0]!;
  expect(() => findReview(reviews, photoId.slice(0, 6), undefined)).toThrow(/2 open reviews .* or --rider/);
  expect(() => findReview(reviews, 'nobody', undefined)).toThrow(/no open review of photo nobody; there are/);

  const ofAda = findReview(reviews, photoId.slice(0, 6), 'ada');
  const answer = await answerReview(first, ofAda, { output, signal, onEvent: () => {} });

  expect(answer).toMatchObject({ status: 'rejected', wasRiderTold: true, told: [{ isEarlier: false }] });
  await expect(answerReview(first, ofAda, { output, signal, onEvent: () => {} })).rejects.toThrow(
    /the review of \w+ is over|cannot go on/,
  );
  await first.close();

  const second = await started();
  const [ofBao, ...others] = await openReviews(second);
  expect(others).toEqual([]);
  const late = await answerReview(second, ofBao!, { output, signal, onEvent: () => {} });
  expect(late).toMatchObject({ riderId: 'bao', status: 'rejected', wasRiderTold: true });
  expect(await openReviews(second)).toEqual([]);
  await second.close();
});
