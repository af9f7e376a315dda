// Every Task with every error that can happen to it, once and for ever, before it did its work and after it: no photo is stranded,
// nothing is left behind, everybody who must know is told.

import type { TaskCall } from '../../packages/states-language/src/host.ts';
import { policyFor, RETRY_POLICIES, type Retrier } from '../../statemachine/retry-policies.ts';
import { cases } from '../support/long-run.ts';
import { type Answer, fails, type Journey, travel } from './journey.ts';
import { possibleErrors } from './possible-errors.ts';
import { definitions, statesOf } from './task-states.ts';

const { machine } = definitions.find(({ file }) => file === 'check-photo.asl.json')!;
const tasks = statesOf(machine).filter(([, { Type }]) => Type === 'Task');

import { createWorld, orphansOf, type Situation, TRANSACTION_CANCELLED, type World } from './world.ts';

/** How a photo comes to a state, and what else has to break for that. */
interface Way extends Situation {
  breaks?: string[];
}
const APPROVED: Way = { verdict: 'approved', isRenewal: true };
const WAYS: Record<string, Way> = {
  DiscardUpload: { isWelcome: false },
  ReadClaim: { isTaken: true },
  AlertUnclaimed: { breaks: ['ClaimPhoto'] },
  SaveRepeat: { verdict: 'rejected', isRepeat: true },
  OpenReview: { verdict: 'review', reviewer: 'approve', isRenewal: true },
  UndoPublication: { isIndexed: false, isRenewal: true },
  SaveRefusal: { verdict: 'rejected' },
  DiscardCopies: { verdict: 'rejected' },
  ReportLeftovers: { verdict: 'rejected', breaks: ['DiscardCopies'] },
  AlertNotificationFailed: { ...APPROVED, breaks: ['TellRider'] },
  ReadRiderAgain: { verdict: 'retake' },
  RemindRider: { verdict: 'retake' },
  WithdrawPhoto: { ...APPROVED, breaks: ['SaveApproval'] },
  SaveFailure: { ...APPROVED, breaks: ['ConfirmUnique'] },
  AnnounceFailure: { ...APPROVED, breaks: ['IndexFace'] },
  AlertOperators: { ...APPROVED, breaks: ['CreateThumbnails'] },
  AlertLeftovers: { ...APPROVED, breaks: ['ConfirmUnique', 'WithdrawPhoto'] },
};
const wayTo = (state: string): Way => WAYS[state] ?? APPROVED;

type Moment = 'before' | 'after';
interface Fault {
  error: string;
  times: number;
  moment: Moment;
}

async function journey(state: string, fault?: Fault): Promise<{ ended: Journey; world: World }> {
  const { breaks = [], ...situation } = wayTo(state);
  const world = createWorld(situation);
  const answers = { ...world.answers };
  for (const broken of breaks)
    answers[broken] = fails(resourceOf(broken).includes('lambda') ? 'DependencyRefusedError' : 'Any.Fault');
  if (fault) answers[state] = failing(answers[state], fault);
  const ended = await travel({ answers, labelPhotos: 'on', classifyPhotos: 'on' });
  return { ended, world };
}

const resourceOf = (name: string) => tasks.find(([state]) => state === name)![1].Resource!;

function failing(answer: Answer | undefined, { error, times, moment }: Fault): Answer {
  return async (call: TaskCall, attempt: number) => {
    const answered = async () => (typeof answer === 'function' ? await answer(call, attempt) : answer);
    if (attempt >= times) return answer === undefined ? DEFAULTS[call.state] : answered();
    if (moment === 'after') await answered();
    throw fails(error, `${error} happened`);
  };
}

/** What the journey answers where the world has nothing of its own. */
const DEFAULTS: Record<string, unknown> = {
  DetectFace: { findings: [], face: { boundingBox: {} }, faces: [], worthChecking: true },
  ClassifyPhoto: { answer: { score: 0.1 } },
  FindDuplicate: { findings: [], measured: {}, ownSimilarityPercent: null },
  ModeratePhoto: {
    findings: [],
    measured: { leastConfidence: 60, labels: [], contentTypes: [] },
    modelVersion: '7.0',
  },
  LabelPhoto: { labels: [] },
  CreateInsights: { insights: [] },
  ReadRiderAgain: { Item: { lastVersion: { S: 'v1' } } },
  RemindRider: {},
};

const OUTCOMES = ['PhotoApproved', 'PhotoRetakeRequested', 'PhotoRejected', 'PhotoFailed'];
/** Tasks that take away what is left: when they fail for ever, operators hear of it. */
const CLEANERS = ['WithdrawPhoto', 'RetireOldPhotos', 'DiscardCopies', 'DiscardUpload'];
const NOTICES = /^(Alert|Report|Announce|Publish|Tell|Remind)/;

/** Everything that must hold of a photo whose journey is over, whatever happened to it. Empty when all is well. */
function complaints(
  state: string,
  { ended: { outcome, states, inputs }, world }: Awaited<ReturnType<typeof journey>>,
): string[] {
  const broken = [state, ...(wayTo(state).breaks ?? [])];
  const row = world.rows.get('photo-1');
  const isOurs = states.includes('InspectPhoto');
  const wrong: [string, boolean][] = [
    [
      'ended in a way that nobody foresaw',
      outcome.status === 'SUCCEEDED'
        ? false
        : states.at(-1) !== 'PhotoFailed' && states.at(-1) !== 'PhotoIdInUse',
    ],
    ['says more than a name', outcome.status !== 'SUCCEEDED' && /happened/.test(String(outcome.cause))],
    [
      'stranded',
      isOurs &&
        ['processing', 'in-review'].includes(row!.status) &&
        !(state === 'SaveFailure' && world.alerts.length > 0),
    ],
    [
      'fails though it is answered',
      outcome.status === 'FAILED' && isOurs && row!.status !== 'failed' && state !== 'SaveFailure',
    ],
    [
      'succeeds without an answer',
      outcome.status === 'SUCCEEDED' &&
        isOurs &&
        !['approved', 'retake', 'rejected', 'expired'].includes(row!.status),
    ],
    [
      'not announced',
      isOurs &&
        !world.announced.some((type) => OUTCOMES.includes(type)) &&
        !(NOTICES.test(state) && world.alerts.length > 0),
    ],
    [
      'nobody alerted',
      outcome.status === 'FAILED' &&
        states.at(-1) === 'PhotoFailed' &&
        world.alerts.length === 0 &&
        !NOTICES.test(state),
    ],
    ['left behind', orphansOf(world).length > 0 && !broken.some((name) => CLEANERS.includes(name))],
    [
      'left behind without a word',
      orphansOf(world).length > 0 && !NOTICES.test(state) && world.alerts.length === 0,
    ],
    [
      'upload of a rider who is not welcome stays',
      state === 'DiscardUpload' && world.objects.has('incoming/rider-1/photo-1') && world.alerts.length === 0,
    ],
    [
      'the face of before is gone',
      wayTo(state).isRenewal === true && row?.status !== 'approved' && !world.faces.has('face-0'),
    ],
    ['the task was never asked', (inputs[state] ?? []).length === 0],
  ];
  return wrong.flatMap(([words, isWrong]) => (isWrong ? words : []));
}

const retrierOf = (state: string, error: string): Retrier | undefined => {
  const policy: readonly Retrier[] = RETRY_POLICIES[policyFor(state, resourceOf(state))];
  const fits = ({ ErrorEquals }: Retrier) =>
    ErrorEquals.includes(error) || (ErrorEquals.includes('States.TaskFailed') && error !== 'States.Timeout');
  return policy.find(fits);
};

describe.each(tasks.map(([name, { Resource }]) => [name, Resource!]))('%s', (state, resource) => {
  const all = possibleErrors(resource);
  /** Neighbours in the list are mostly answered alike. */
  const isOften = (_: string, at: number) => at % 4 === 0;
  // That the row is no longer this execution's is no fault but an answer: tests/statemachine/taken-over tries it.
  const isFault = (error: string) =>
    state !== 'SaveFailure' || error !== 'DynamoDB.ConditionalCheckFailedException';
  const errors = cases(
    all.filter(isOften),
    all.filter((error, at) => !isOften(error, at)),
  ).filter(isFault);
  const passing = new Set(errors.filter((error) => (retrierOf(state, error)?.MaxAttempts ?? 0) > 0));
  const faults = (times: number, moment: Moment, names = errors) =>
    names.map((error): Fault => ({ error, times, moment }));

  async function allOf(given: Fault[]): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const fault of given) {
      const wrong = complaints(state, await journey(state, fault));
      if (wrong.length > 0) found[fault.error] = wrong;
    }
    return found;
  }

  it('ends well without a fault', async () => {
    expect(complaints(state, await journey(state))).toEqual([]);
  });

  it('is tried again, and nobody notices, after whatever may pass; else ends as it should', async () => {
    const { ended: undisturbed } = await journey(state);
    for (const error of errors) {
      const gone = await journey(state, { error, times: 1, moment: 'before' });
      expect({ error, wrong: complaints(state, gone) }).toEqual({ error, wrong: [] });
      if (!passing.has(error)) continue;
      expect({ error, states: gone.ended.states }).toEqual({ error, states: undisturbed.states });
      expect(gone.ended.inputs[state]).toHaveLength(undisturbed.inputs[state]!.length + 1);
    }
  });

  it('ends as it should whatever happens to it for ever', async () => {
    expect(await allOf(faults(Number.POSITIVE_INFINITY, 'before'))).toEqual({});
  });

  it('ends as it should when its work was done and the answer was lost, once and for ever', async () => {
    const lost = [
      'States.Timeout',
      all.includes('Sandbox.Timedout') ? 'Sandbox.Timedout' : 'States.TaskFailed',
    ];
    expect(await allOf(faults(1, 'after', lost))).toEqual({});
    expect(await allOf(faults(Number.POSITIVE_INFINITY, 'after', lost))).toEqual({});
  });
});

it('covers every name of every task, and cancelled transactions among them', () => {
  expect(tasks.flatMap(([, { Resource }]) => possibleErrors(Resource!)).length).toBeGreaterThan(700);
  expect(possibleErrors(resourceOf('SaveApproval'))).toContain(TRANSACTION_CANCELLED);
});
