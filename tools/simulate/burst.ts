// Many uploads at once against Rekognition's quotas: the real definition on the real engine in virtual time, let in by the real
// room of the queue's function. Only what tasks take and answer is made up.

import { readFileSync } from 'node:fs';
import type { Host, TaskCall } from 'states-language';
import { parseStateMachine, runStateMachine, StatesTaskError, virtualClock } from 'states-language';
import { createRandom } from '../../samples/drawing/random.ts';
import { createRoom } from '../../src/intake/room.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';
import { callThroughSdk, createQuota, type Quota } from './quota.ts';
import { type Api, TASKS } from './tasks.ts';

export interface BurstOptions {
  definitionFile: string;
  photos: number;
  /** They arrive evenly over this time. */
  withinSeconds: number;
  /** Calls a second of SearchFacesByImage, IndexFaces and the like. */
  tps: number;
  /** Calls a second of DetectFaces, which has a quota of its own. */
  detectFacesTps: number;
  maxConcurrentPhotos: number;
  /** Functions that may run at the same time. */
  lambdaConcurrency: number;
  seed: number;
  onAnswered?(count: number): void;
}

export interface BurstReport {
  failed: number;
  /** Error names of those that failed, with how many. */
  errors: Record<string, number>;
  /** Of each photo, from upload to its end, in the order of the uploads. */
  waitedSeconds: number[];
  /** From the first upload to the last answer. */
  seconds: number;
  mostInFlight: number;
  transitions: number;
  taskAttempts: Record<string, number>;
  calls: Record<string, { taken: number; throttled: number }>;
  lambdaThrottles: number;
  lambdaGbSeconds: number;
  lambdaInvocations: number;
}

const START = Date.parse('2026-01-05T08:00:00Z');
/** As the template says: two invocations at a time, ten messages each. */
const ADMITTERS = 2;
const BATCH = 10;
/** From S3 over the rule, the first queue and the pipe; and until a row is in the index. */
const ARRIVES_MS = 300;
const INDEX_LAG_MS = 150;
const START_EXECUTION_MS = 30;
const QUERY_MS = 8;
const WORST_WAIT_MS = 285_000;
const ACCOUNT = 'us-east-1:000000000000';

/** Simulates one burst to its end. */
export async function simulateBurst(options: BurstOptions): Promise<BurstReport> {
  const clock = virtualClock(START);
  const random = createRandom(options.seed);
  // The engine's own jitter must be the same again, too.
  const trueRandom = Math.random;
  Math.random = random;
  try {
    return await run(options, clock, random);
  } finally {
    Math.random = trueRandom;
  }
}

async function run(
  options: BurstOptions,
  clock: ReturnType<typeof virtualClock>,
  random: () => number,
): Promise<BurstReport> {
  const { photos, withinSeconds, tps, detectFacesTps } = options;
  const now = () => clock.now();
  const quotas: Record<Api, Quota> = {
    DetectFaces: createQuota(detectFacesTps, now),
    SearchFacesByImage: createQuota(tps, now),
    DetectModerationLabels: createQuota(tps, now),
    IndexFaces: createQuota(tps, now),
    SearchFaces: createQuota(tps, now),
  };
  const definition = parseStateMachine(fillDefinition(readFileSync(options.definitionFile, 'utf8'), OPTIONS));
  const report: BurstReport = {
    failed: 0,
    errors: {},
    waitedSeconds: [],
    seconds: 0,
    mostInFlight: 0,
    transitions: 0,
    taskAttempts: {},
    calls: {},
    lambdaThrottles: 0,
    lambdaGbSeconds: 0,
    lambdaInvocations: 0,
  };
  const uploadedAt = Array.from({ length: photos }, (_, i) => START + (i * withinSeconds * 1000) / photos);
  const waiting: number[] = [];
  const inFlight = new Set<number>();
  const indexed = new Set<number>();
  let answered = 0;
  let runningFunctions = 0;
  const journeys: Promise<void>[] = [];
  const { promise: allStarted, resolve: startedAll } = Promise.withResolvers<void>();

  const invoke = async (photo: number, task: TaskCall): Promise<unknown> => {
    const simulated = TASKS[task.state];
    if (!simulated) throw new Error(`the simulation does not know what ${task.state} takes`);
    report.taskAttempts[task.state] = (report.taskAttempts[task.state] ?? 0) + 1;
    const { memoryMb, call, takesMs, answer } = simulated;
    if (memoryMb !== undefined) {
      if (runningFunctions >= options.lambdaConcurrency) {
        report.lambdaThrottles += 1;
        throw new StatesTaskError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
      }
      runningFunctions += 1;
      report.lambdaInvocations += 1;
    }
    const startedAt = now();
    try {
      await clock.sleep(takesMs * (0.8 + 0.4 * random()));
      if (call) {
        const wasTaken = await callThroughSdk(quotas[call.api], {
          clock,
          random,
          takesMs: call.takesMs * (0.8 + 0.4 * random()),
        });
        if (!wasTaken) throw new StatesTaskError('DependencyThrottledError', `Rekognition ${call.api}`);
      }
    } finally {
      if (memoryMb !== undefined) {
        runningFunctions -= 1;
        report.lambdaGbSeconds += ((now() - startedAt) / 1000) * (memoryMb / 1024);
      }
    }
    if (task.state === 'ClaimPhoto') {
      inFlight.add(photo);
      report.mostInFlight = Math.max(report.mostInFlight, inFlight.size);
      void clock.sleep(INDEX_LAG_MS).then(() => inFlight.has(photo) && indexed.add(photo));
    }
    if (ENDS_CHECK.has(task.state)) {
      inFlight.delete(photo);
      void clock.sleep(INDEX_LAG_MS).then(() => indexed.delete(photo));
    }
    return memoryMb === undefined ? answer : { StatusCode: 200, ExecutedVersion: '1', Payload: answer };
  };

  const travel = async (photo: number): Promise<void> => {
    const name = `photo-${photo}`;
    const upload = {
      bucket: 'photos',
      key: `incoming/rider-${photo}/${name}`,
      versionId: '1',
      size: 100_000,
    };
    const host: Host = {
      clock,
      invoke: (task) => invoke(photo, task),
      emit: (event) => {
        if (event.stateEnteredEventDetails) report.transitions += 1;
        // A retry is a transition of its own: it schedules a task again without entering its state.
        if (event.type === 'TaskStateEntered') report.transitions -= 1;
        if (event.type === 'TaskScheduled') report.transitions += 1;
      },
    };
    const result = await runStateMachine(
      definition,
      {
        input: { upload: { ...upload, riderId: `rider-${photo}`, photoId: name }, expiresAt: '1775376000' },
        id: `arn:aws:states:${ACCOUNT}:execution:check-photo:${name}`,
        name,
        roleArn: 'arn:aws:iam::000000000000:role/check-photo',
        startTime: now(),
        redriveCount: 0,
        stateMachine: { id: `arn:aws:states:${ACCOUNT}:stateMachine:check-photo`, name: 'check-photo' },
      },
      host,
    );
    report.waitedSeconds[photo] = (now() - (uploadedAt[photo] ?? START)) / 1000;
    report.seconds = Math.max(report.seconds, (now() - START) / 1000);
    if (result.status !== 'SUCCEEDED') {
      report.failed += 1;
      const error = result.error ?? result.status;
      report.errors[error] = (report.errors[error] ?? 0) + 1;
    }
    answered += 1;
    options.onAnswered?.(answered);
  };

  const arrive = async (): Promise<void> => {
    for (const [photo, at] of uploadedAt.entries()) {
      await clock.sleep(at + ARRIVES_MS - now());
      waiting.push(photo);
    }
  };
  const admit = async (): Promise<void> => {
    const room = createRoom({
      limit: options.maxConcurrentPhotos,
      sharedBy: ADMITTERS,
      countInFlight: async () => {
        await clock.sleep(QUERY_MS);
        return indexed.size;
      },
      now,
      sleep: (ms) => clock.sleep(ms),
    });
    while (journeys.length < photos) {
      const batch = waiting.splice(0, BATCH);
      if (batch.length === 0) await clock.sleep(20);
      const untilMs = now() + WORST_WAIT_MS;
      for (const photo of batch) {
        if (!(await room.enter(untilMs))) {
          waiting.push(photo);
          continue;
        }
        await clock.sleep(START_EXECUTION_MS);
        journeys.push(travel(photo));
      }
    }
    startedAll();
  };
  await Promise.all([arrive(), ...Array.from({ length: ADMITTERS }, admit), allStarted]);
  await Promise.all(journeys);
  for (const [api, quota] of Object.entries(quotas)) report.calls[api] = quota.counts();
  return report;
}

/** Labels and the custom model are off, as by default. */
const OPTIONS = { LabelPhotos: 'off', ClassifyPhotos: 'off' };

const ENDS_CHECK: ReadonlySet<string> = new Set(['SaveApproval', 'SaveRefusal', 'SaveFailure']);
