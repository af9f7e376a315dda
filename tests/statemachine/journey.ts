// Runs the real check-photo definition in virtual time, with the answers of its tasks given by state.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { parseStateMachine, type StateMachine } from '../../packages/states-language/src/definition.ts';
import type { HistoryEvent } from '../../packages/states-language/src/history.ts';
import type { Outcome, TaskCall } from '../../packages/states-language/src/host.ts';
import { runStateMachine } from '../../packages/states-language/src/run.ts';
import { StatesTaskError } from '../../packages/states-language/src/task-error.ts';

const DEFINITION = readFileSync(
  path.join(import.meta.dirname, '../../statemachine/check-photo.asl.json'),
  'utf8',
);
const START = Date.parse('2026-01-05T08:00:00Z');

/** What a state's task answers: a value, an error, or something that depends on the call. */
export type Answer = unknown | StatesTaskError | ((call: TaskCall, attempt: number) => unknown);
export type Answers = Record<string, Answer>;

export interface Journey {
  outcome: Outcome;
  /** Names of the states entered, in order. */
  states: string[];
  /** What each task was sent, by state. */
  inputs: Record<string, unknown[]>;
  /** Virtual seconds from start to end. */
  seconds: number;
  history: HistoryEvent[];
}

export interface JourneyOptions {
  answers?: Answers;
  key?: string;
  labelPhotos?: 'on' | 'off';
  classifyPhotos?: 'on' | 'off';
}

/** An error of a task, as the engine sees it. */
export const fails = (error: string, cause = `${error} happened`) => new StatesTaskError(error, cause);

/** Fails the first `times` calls, then answers. */
export const failsFirst =
  (times: number, error: string, answer: unknown) => (_: TaskCall, attempt: number) => {
    if (attempt < times) throw fails(error);
    return answer;
  };

/** One execution from the SQS record to its end. Tasks that are not given an answer take the way to approval. */
export async function travel(options: JourneyOptions = {}): Promise<Journey> {
  const clock = virtualClock(START);
  const answers: Answers = { ...APPROVING, ...options.answers };
  const attempts = new Map<string, number>();
  const inputs: Record<string, unknown[]> = {};
  const history: HistoryEvent[] = [];
  const outcome = await runStateMachine(
    parsed(fill(options)),
    {
      input: {
        upload: uploadOf(options.key ?? 'incoming/rider-1/photo-1'),
        expiresAt: '1775376000',
        past: { sentAt: '2026-03-01T11:59:58.000Z' },
      },
      id: EXECUTION_ARN,
      name: 'journey',
      roleArn: 'arn:aws:iam::000000000000:role/check-photo',
      startTime: START,
      redriveCount: 0,
      stateMachine: {
        id: 'arn:aws:states:us-east-1:000000000000:stateMachine:check-photo',
        name: 'check-photo',
      },
    },
    { clock, emit: (event) => history.push(event), invoke },
  );
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  return { outcome, states, inputs, history, seconds: (clock.now() - START) / 1000 };

  async function invoke(call: TaskCall): Promise<unknown> {
    const attempt = attempts.get(call.state) ?? 0;
    attempts.set(call.state, attempt + 1);
    inputs[call.state] = [...(inputs[call.state] ?? []), call.input];
    if (!(call.state in answers)) throw new Error(`no answer is given for ${call.state}`);
    const given = answers[call.state];
    const answer = typeof given === 'function' ? await given(call, attempt) : given;
    if (answer instanceof StatesTaskError) throw answer;
    const isLambda = call.resource.endsWith('lambda:invoke');
    return isLambda ? { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: answer } : answer;
  }
}

/** As in the cloud, one parsed machine runs many executions. */
const machines = new Map<string, StateMachine>();
function parsed(definition: string): StateMachine {
  const machine = machines.get(definition) ?? parseStateMachine(definition);
  machines.set(definition, machine);
  return machine;
}

export function fill({ labelPhotos = 'off', classifyPhotos = 'off' }: JourneyOptions): string {
  return DEFINITION.replaceAll('${LabelPhotos}', labelPhotos)
    .replaceAll('${ClassifyPhotos}', classifyPhotos)
    .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')
    .replaceAll(/\$\{(\w+)\}/g, '$1');
}

export function uploadOf(key: string) {
  const [, riderId, photoId] = key.split('/');
  return { bucket: 'photos', key, versionId: 'v1', size: 81_234, riderId, photoId };
}

const words = (subject: string) => ({ subject, text: `${subject}.` });
const outcome = (verdict: string, eventType: string) => ({
  verdict,
  status: verdict,
  eventType,
  reasons: [],
  message: words(verdict),
});
const OUTCOMES = {
  approved: outcome('approved', 'PhotoApproved'),
  retake: outcome('retake', 'PhotoRetakeRequested'),
  rejected: outcome('rejected', 'PhotoRejected'),
  expired: outcome('expired', 'PhotoRetakeRequested'),
};

/** What Decide answers for a verdict. */
export const decided = (verdict: 'approved' | 'retake' | 'rejected' | 'review') => ({
  verdict,
  reasons: verdict === 'approved' ? [] : ['POSE'],
  findings: [],
  measures: { said: {}, file: { facts: { type: 'jpeg', size: 1 } } },
  outcome: verdict === 'review' ? null : OUTCOMES[verdict],
  outcomes: OUTCOMES,
  reminder: { afterSeconds: 86_400, message: words('reminder') },
  sameAs: null,
  configurationVersion: '0123456789abcdef',
  decidedBy: 'rules',
  language: 'en',
  resembles: [],
  advice: { insights: [] },
});

export const IMAGE = {
  bucket: 'photos',
  key: 'derived/rider-1/photo-1/working.jpg',
  width: 1000,
  height: 1000,
};
const face = { boundingBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 }, confidence: 99.9 };
export const inspected = {
  findings: [],
  readable: true,
  repeats: null,
  sha256: 'aa',
  facts: { type: 'jpeg', size: 81_234 },
  fault: null,
  image: IMAGE,
  language: 'en',
};
export const EXECUTION_ARN = 'arn:aws:states:us-east-1:000000000000:execution:check-photo:journey';
export const waitingFor = (versionId: string) => ({ Item: { lastVersion: { S: versionId } } });

/** What IndexFace and ConfirmUnique say of a face, but whether it is unique. */
export const INDEXED = {
  findings: [],
  indexed: true,
  faceId: 'face-1',
  modelVersion: '7.0',
  replacedFaceIds: [] as string[],
  replacedPhotoIds: [] as string[],
  resembles: [] as string[],
};

export const APPROVING: Answers = {
  ClaimPhoto: {},
  InspectPhoto: inspected,
  DetectFace: { findings: [], face, faces: [], worthChecking: true },
  FindDuplicate: {
    findings: [],
    measured: { searchPercent: 80, sawFace: true, othersPercent: null, ownPercent: null, blocked: 'off' },
    ownSimilarityPercent: null,
    ownFaceIds: [],
    resembles: [],
    standsAt: null,
    rider: {},
  },
  ModeratePhoto: {
    findings: [],
    measured: { leastConfidence: 60, labels: [], contentTypes: [] },
    modelVersion: '7.0',
  },
  LabelPhoto: { labels: [{ name: 'Person', confidence: 99 }] },
  ClassifyPhoto: { answer: { score: 0.1 } },
  Decide: decided('approved'),
  IndexFace: { ...INDEXED, unique: null },
  CreateThumbnails: { thumbnails: [] },
  ConfirmUnique: { ...INDEXED, unique: true },
  SaveApproval: {},
  RetireOldPhotos: { deletedFaces: 1, deletedObjects: 7 },
  DiscardCopies: { deletedFaces: 0, deletedObjects: 1 },
  DiscardUpload: { deletedObjects: 1 },
  ReadClaim: { Item: { versionId: { S: 'v1' } } },
  ReportLeftovers: { MessageId: '6' },
  AlertLeftovers: { MessageId: '7' },
  AlertUnclaimed: { MessageId: '8' },
  CreateInsights: { insights: [] },
  SaveRefusal: {},
  SaveRepeat: {},
  PublishOutcome: { Entries: [{ EventId: '1' }], FailedEntryCount: 0 },
  TellRider: { MessageId: '1' },
  AlertNotificationFailed: { MessageId: '2' },
  ReadRiderAgain: waitingFor('v1'),
  RemindRider: { MessageId: '3' },
  WithdrawPhoto: { deletedFaces: 0, deletedObjects: 1 },
  UndoPublication: { deletedFaces: 1, deletedObjects: 7 },
  SaveFailure: {},
  AnnounceFailure: { Entries: [{ EventId: '4' }], FailedEntryCount: 0 },
  AlertOperators: { MessageId: '5' },
};
