// An execution that is redriven by hand goes on wherever it stood, although the sweep has handed its photo to the next one meanwhile.
// Whatever state that is, the photo stays the next one's: nothing of its answer is overwritten or taken away, and nobody hears of the
// old run. The sweep hands over what is being checked or looked at by people, never what has its answer.

import type { TaskCall } from '../../packages/states-language/src/host.ts';
import { type Answers, fails, travel } from './journey.ts';
import { copiesOf, createWorld, type Situation, type World } from './world.ts';

const OWN = 'photo-1';
const NEXT = 'arn:aws:states:us-east-1:000000000000:execution:check-photo:journey-again-1';

/** Everything that the next execution may have made of the photo by then. */
const NEXT_HAS = {
  'is still checking it': { status: 'processing', copies: copiesOf(OWN).slice(0, 1), faceId: undefined },
  'has asked people': { status: 'in-review', copies: copiesOf(OWN).slice(0, 1), faceId: undefined },
  'has approved it': { status: 'approved', copies: copiesOf(OWN), faceId: 'face-1' },
  'has refused it': { status: 'retake', copies: [], faceId: undefined },
} as const;

const REVIEWED: Situation = { verdict: 'review', reviewer: 'approve' };
const WAYS: Record<string, Situation & { breaks?: string }> = {
  OpenReview: REVIEWED,
  SaveRefusal: { verdict: 'rejected' },
  SaveRepeat: { verdict: 'rejected', isRepeat: true },
  UndoPublication: { isIndexed: false },
  WithdrawPhoto: { breaks: 'ModeratePhoto' },
  SaveFailure: { breaks: 'ModeratePhoto' },
};
const STATES = [
  ...['InspectPhoto', 'DetectFace', 'ClassifyPhoto', 'FindDuplicate', 'ModeratePhoto', 'Decide'],
  ...['OpenReview', 'IndexFace', 'CreateThumbnails', 'ConfirmUnique', 'LabelPhoto', 'CreateInsights'],
  ...['SaveApproval', 'SaveRefusal', 'SaveRepeat', 'UndoPublication', 'WithdrawPhoto', 'SaveFailure'],
];

describe.each(Object.keys(NEXT_HAS) as (keyof typeof NEXT_HAS)[])('while the next execution %s', (what) => {
  it.each(STATES)('one that goes on at %s changes nothing of it', async (state) => {
    const { breaks, ...situation } = WAYS[state] ?? {};
    const world = createWorld(situation);
    const answers: Answers = { ...world.answers };
    if (breaks) answers[breaks] = fails('DependencyRefusedError');
    const next = { executionArn: NEXT, status: NEXT_HAS[what].status, expiresAt: '1775376000' };
    let isHandedOver = false;
    const own = answers[state];
    answers[state] = async (call: TaskCall, attempt: number) => {
      if (!isHandedOver) handOver(world, next, NEXT_HAS[what]);
      isHandedOver = true;
      if (own === undefined) return STANDING[state];
      return typeof own === 'function' ? own(call, attempt) : own;
    };

    const { outcome, states } = await travel({ answers, labelPhotos: 'on', classifyPhotos: 'on' });

    expect(isHandedOver).toBe(true);
    expect([outcome.status, states.at(-1)]).toEqual(['SUCCEEDED', 'NotOurs']);
    expect(world.rows.get(OWN)).toEqual(next);
    expect({ announced: world.announced, told: world.told, alerts: world.alerts }).toEqual({
      announced: [],
      told: [],
      alerts: [],
    });
    expect([...world.faces.keys()]).toEqual(NEXT_HAS[what].faceId ? [NEXT_HAS[what].faceId] : []);
    const copies = [...world.objects].filter((key) => key.startsWith('derived/'));
    if (what === 'has refused it') expect(copies).toEqual([]);
    else expect(copies).toEqual(expect.arrayContaining([...NEXT_HAS[what].copies]));
  });
});

it('the photo of a rider who was erased meanwhile is withdrawn, and nobody hears of it', async () => {
  const world = createWorld({});
  const SaveApproval = () => {
    world.rows.delete(OWN);
    throw fails('DynamoDb.TransactionCanceledException', '[ConditionalCheckFailed, None]');
  };
  const { outcome } = await travel({ answers: { ...world.answers, SaveApproval } });
  expect(outcome.status).toBe('SUCCEEDED');
  expect([world.faces.size, world.announced, world.told, world.alerts]).toEqual([0, [], [], []]);
  expect([...world.objects]).toEqual(['incoming/rider-1/photo-1']);
});

it('operators hear of what an execution could not take away, whoever has the photo', async () => {
  const world = createWorld({});
  const answers = {
    ...world.answers,
    ModeratePhoto: fails('DependencyRefusedError'),
    WithdrawPhoto: () => {
      handOver(world, { executionArn: NEXT, status: 'processing' }, NEXT_HAS['is still checking it']);
      throw fails('DependencyRefusedError');
    },
  };
  await travel({ answers });
  expect(world.announced).toEqual([]);
  expect(world.alerts).toEqual(['A rider photo could not be checked, and was not withdrawn']);
});

/** The next execution did from the beginning what its status says. */
function handOver(
  { rows, faces, objects }: World,
  row: { executionArn: string; status: string },
  { copies, faceId }: { copies: readonly string[]; faceId: string | undefined },
): void {
  rows.set(OWN, row);
  // The same picture has the same face, whoever indexes it.
  faces.delete('face-1');
  if (faceId) faces.set(faceId, OWN);
  for (const key of copiesOf(OWN)) objects.delete(key);
  for (const key of copies) objects.add(key);
}

/** What tasks answer that the world has nothing of. */
const STANDING: Record<string, unknown> = {
  DetectFace: { findings: [], face: { boundingBox: {} }, faces: [], worthChecking: true },
  ClassifyPhoto: { answer: { score: 0.1 } },
  ModeratePhoto: {
    findings: [],
    measured: { leastConfidence: 60, labels: [], contentTypes: [] },
    modelVersion: '7.0',
  },
  LabelPhoto: { labels: [] },
  CreateInsights: { insights: [] },
};
