// What the tasks of an approved photo take and answer in a simulation. Times are those of warm functions: our own share as
// measured on a laptop, Rekognition's as its users commonly report it. They are round numbers, not promises.

export type Api =
  | 'DetectFaces'
  | 'SearchFacesByImage'
  | 'DetectModerationLabels'
  | 'IndexFaces'
  | 'SearchFaces';

export interface SimulatedTask {
  /** Without the call of Rekognition. */
  takesMs: number;
  /** The Lambda function's memory; a task without is an integration of Step Functions' own. */
  memoryMb?: number;
  call?: { api: Api; takesMs: number };
  answer: unknown;
}

const image = { bucket: 'photos', key: 'derived/rider/photo/working.jpg', width: 1000, height: 1250 };
const face = { boundingBox: { left: 0.3, top: 0.2, width: 0.4, height: 0.5 }, confidence: 99.9 };
const words = { subject: 'An answer', text: 'An answer.' };
const outcome = {
  verdict: 'approved',
  status: 'approved',
  eventType: 'PhotoApproved',
  reasons: [],
  message: words,
};

const TABLE_MS = 12;
const STEP_MB = 512;
const PICTURE_MB = 1769;

export const TASKS: Readonly<Record<string, SimulatedTask>> = {
  ClaimPhoto: { takesMs: 2 * TABLE_MS, answer: {} },
  InspectPhoto: {
    takesMs: 450,
    memoryMb: PICTURE_MB,
    answer: {
      findings: [],
      readable: true,
      repeats: null,
      sha256: 'aa',
      facts: { type: 'jpeg', size: 1 },
      fault: null,
      image,
      language: 'en',
    },
  },
  DetectFace: {
    takesMs: 15,
    memoryMb: STEP_MB,
    call: { api: 'DetectFaces', takesMs: 350 },
    answer: { findings: [], face, faces: [], worthChecking: true },
  },
  FindDuplicate: {
    takesMs: 15,
    memoryMb: STEP_MB,
    call: { api: 'SearchFacesByImage', takesMs: 400 },
    answer: {
      findings: [],
      measured: { searchPercent: 80, sawFace: true, othersPercent: null, ownPercent: null, blocked: 'off' },
      ownSimilarityPercent: null,
      ownFaceIds: [],
      resembles: [],
      standsAt: null,
      rider: {},
    },
  },
  ModeratePhoto: {
    takesMs: 15,
    memoryMb: STEP_MB,
    call: { api: 'DetectModerationLabels', takesMs: 450 },
    answer: {
      findings: [],
      measured: { leastConfidence: 60, labels: [], contentTypes: [] },
      modelVersion: '7.0',
    },
  },
  Decide: {
    takesMs: 10,
    memoryMb: STEP_MB,
    answer: {
      verdict: 'approved',
      reasons: [],
      findings: [],
      measures: { said: {}, file: { facts: { type: 'jpeg', size: 1 } } },
      outcome,
      outcomes: { approved: outcome },
      reminder: { afterSeconds: 86_400, message: words },
      sameAs: null,
      configurationVersion: '0123456789abcdef',
      decidedBy: 'rules',
      language: 'en',
      resembles: [],
      advice: { insights: [] },
    },
  },
  CreateThumbnails: { takesMs: 350, memoryMb: PICTURE_MB, answer: { thumbnails: [] } },
  IndexFace: {
    takesMs: 15,
    memoryMb: STEP_MB,
    call: { api: 'IndexFaces', takesMs: 450 },
    // In a burst other faces come in all the time: each is searched for again. Here by ConfirmUnique, the longest way that can go.
    answer: {
      findings: [],
      faceId: 'face',
      unique: null,
      replacedFaceIds: [],
      replacedPhotoIds: [],
      resembles: [],
    },
  },
  ConfirmUnique: {
    takesMs: 3 * TABLE_MS,
    memoryMb: STEP_MB,
    call: { api: 'SearchFaces', takesMs: 200 },
    answer: {
      findings: [],
      faceId: 'face',
      unique: true,
      replacedFaceIds: [],
      replacedPhotoIds: [],
      resembles: [],
    },
  },
  CreateInsights: { takesMs: 10, memoryMb: STEP_MB, answer: { insights: [] } },
  SaveApproval: { takesMs: 2 * TABLE_MS, answer: {} },
  PublishOutcome: { takesMs: 20, answer: { Entries: [{ EventId: '1' }], FailedEntryCount: 0 } },
  TellRider: { takesMs: 20, answer: { MessageId: '1' } },
  // Only of photos that fail.
  WithdrawPhoto: { takesMs: 100, memoryMb: STEP_MB, answer: { deletedFaces: 0, deletedObjects: 1 } },
  SaveFailure: { takesMs: TABLE_MS, answer: {} },
  AnnounceFailure: { takesMs: 20, answer: { Entries: [{ EventId: '2' }], FailedEntryCount: 0 } },
  AlertLeftovers: { takesMs: 20, answer: { MessageId: '3' } },
  AlertOperators: { takesMs: 20, answer: { MessageId: '2' } },
};
