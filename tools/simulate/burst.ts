// Many uploads at once against Rekognition's quotas: the real definition on the real engine in virtual time, let in by the real
// room of the queue's function. Only what tasks take and answer is made up.

import { readFileSync } from 'node:fs';
import type { Execution, Host, TaskCall } from 'states-language';
import { parseStateMachine, runStateMachine, StatesTaskError, virtualClock } from 'states-language';
import { createRandom } from '../../samples/drawing/random.ts';
import { createRoom } from '../../src/intake/room.ts';
import { fillDefinition } from '../../statemachine/fill-definition.ts';
import { type BurstReport, emptyReport } from './burst-report.ts';
import { callThroughSdk, createQuota, type Quota } from './quota.ts';
import { type Api, type SimulatedTask, TASKS } from './tasks.ts';

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
    return await new Burst(options, clock, random).run();
  } finally {
    Math.random = trueRandom;
  }
}

class Burst {
  readonly #options: BurstOptions;
  readonly #clock: ReturnType<typeof virtualClock>;
  readonly #random: () => number;
  readonly #definition: ReturnType<typeof parseStateMachine>;
  readonly #quotas: Record<Api, Quota>;
  readonly #report = emptyReport();
  /** Photos whose message lies in the queue. */
  readonly #waiting: number[] = [];
  readonly #inFlight = new Set<number>();
  /** What a query sees of those in flight. */
  readonly #indexed = new Set<number>();
  readonly #executions: Promise<void>[] = [];
  #answered = 0;
  #runningFunctions = 0;

  constructor(options: BurstOptions, clock: ReturnType<typeof virtualClock>, random: () => number) {
    const { tps, detectFacesTps, definitionFile } = options;
    const now = () => clock.now();
    this.#options = options;
    this.#clock = clock;
    this.#random = random;
    this.#definition = parseStateMachine(fillDefinition(readFileSync(definitionFile, 'utf8'), OPTIONS));
    this.#quotas = {
      DetectFaces: createQuota(detectFacesTps, now),
      SearchFacesByImage: createQuota(tps, now),
      DetectModerationLabels: createQuota(tps, now),
      IndexFaces: createQuota(tps, now),
      SearchFaces: createQuota(tps, now),
    };
  }

  async run(): Promise<BurstReport> {
    const { promise: allStarted, resolve: startedAll } = Promise.withResolvers<void>();
    const admit = () => this.#admit().then(startedAll);
    await Promise.all([this.#arrive(), ...Array.from({ length: ADMITTERS }, admit), allStarted]);
    await Promise.all(this.#executions);
    for (const [api, quota] of Object.entries(this.#quotas)) this.#report.calls[api] = quota.counts();
    return this.#report;
  }

  #uploadedAt(photo: number): number {
    const { photos, withinSeconds } = this.#options;
    return START + (photo * withinSeconds * 1000) / photos;
  }

  async #arrive(): Promise<void> {
    for (let photo = 0; photo < this.#options.photos; photo += 1) {
      await this.#clock.sleep(this.#uploadedAt(photo) + ARRIVES_MS - this.#clock.now());
      this.#waiting.push(photo);
    }
  }

  /** One of the functions that empty the queue, until every photo has its execution. */
  async #admit(): Promise<void> {
    const clock = this.#clock;
    const room = createRoom({
      limit: this.#options.maxConcurrentPhotos,
      sharedBy: ADMITTERS,
      countInFlight: async () => {
        await clock.sleep(QUERY_MS);
        return this.#indexed.size;
      },
      now: () => clock.now(),
      sleep: (ms) => clock.sleep(ms),
    });
    while (this.#executions.length < this.#options.photos) {
      const batch = this.#waiting.splice(0, BATCH);
      if (batch.length === 0) await clock.sleep(20);
      const untilMs = clock.now() + WORST_WAIT_MS;
      for (const photo of batch) {
        if (!(await room.enter(untilMs))) {
          this.#waiting.push(photo);
          continue;
        }
        await clock.sleep(START_EXECUTION_MS);
        this.#executions.push(this.#execute(photo));
      }
    }
  }

  async #execute(photo: number): Promise<void> {
    const host: Host = {
      clock: this.#clock,
      invoke: (task) => this.#invoke(photo, task),
      emit: (event) => {
        if (event.stateEnteredEventDetails) this.#report.transitions += 1;
        // A retry is a transition of its own: it schedules a task again without entering its state.
        if (event.type === 'TaskStateEntered') this.#report.transitions -= 1;
        if (event.type === 'TaskScheduled') this.#report.transitions += 1;
      },
    };
    const result = await runStateMachine(this.#definition, executionOf(photo, this.#clock.now()), host);
    const report = this.#report;
    const now = this.#clock.now();
    report.waitedSeconds[photo] = (now - this.#uploadedAt(photo)) / 1000;
    report.seconds = Math.max(report.seconds, (now - START) / 1000);
    if (result.status !== 'SUCCEEDED') {
      report.failed += 1;
      const error = result.error ?? result.status;
      report.errors[error] = (report.errors[error] ?? 0) + 1;
    }
    this.#answered += 1;
    this.#options.onAnswered?.(this.#answered);
  }

  async #invoke(photo: number, task: TaskCall): Promise<unknown> {
    const simulated = TASKS[task.state];
    if (!simulated) throw new Error(`the simulation does not know what ${task.state} takes`);
    const { taskAttempts } = this.#report;
    taskAttempts[task.state] = (taskAttempts[task.state] ?? 0) + 1;
    const { memoryMb, answer } = simulated;
    if (memoryMb === undefined) await this.#work(simulated);
    else await this.#inFunction(memoryMb, () => this.#work(simulated));
    this.#follow(photo, task.state);
    return memoryMb === undefined ? answer : { StatusCode: 200, ExecutedVersion: '1', Payload: answer };
  }

  async #inFunction(memoryMb: number, work: () => Promise<void>): Promise<void> {
    const report = this.#report;
    if (this.#runningFunctions >= this.#options.lambdaConcurrency) {
      report.lambdaThrottles += 1;
      throw new StatesTaskError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    this.#runningFunctions += 1;
    report.lambdaInvocations += 1;
    const startedAt = this.#clock.now();
    try {
      await work();
    } finally {
      this.#runningFunctions -= 1;
      report.lambdaGbSeconds += ((this.#clock.now() - startedAt) / 1000) * (memoryMb / 1024);
    }
  }

  async #work({ takesMs, call }: SimulatedTask): Promise<void> {
    const random = this.#random;
    await this.#clock.sleep(takesMs * (0.8 + 0.4 * random()));
    if (!call) return;
    const wasTaken = await callThroughSdk(this.#quotas[call.api], {
      clock: this.#clock,
      random,
      takesMs: call.takesMs * (0.8 + 0.4 * random()),
    });
    if (!wasTaken) throw new StatesTaskError('DependencyThrottledError', `Rekognition ${call.api}`);
  }

  /** A photo is in flight from its claim to its answer; the index follows a little later. */
  #follow(photo: number, state: string): void {
    if (state === 'ClaimPhoto') {
      this.#inFlight.add(photo);
      this.#report.mostInFlight = Math.max(this.#report.mostInFlight, this.#inFlight.size);
      void this.#clock.sleep(INDEX_LAG_MS).then(() => this.#inFlight.has(photo) && this.#indexed.add(photo));
    }
    if (ENDS_CHECK.has(state)) {
      this.#inFlight.delete(photo);
      void this.#clock.sleep(INDEX_LAG_MS).then(() => this.#indexed.delete(photo));
    }
  }
}

function executionOf(photo: number, startTime: number): Execution {
  const name = `photo-${photo}`;
  const upload = {
    bucket: 'photos',
    key: `incoming/rider-${photo}/${name}`,
    versionId: '1',
    size: 100_000,
  };
  return {
    input: {
      upload: { ...upload, riderId: `rider-${photo}`, photoId: name },
      expiresAt: '1775376000',
      past: { sentAt: new Date(startTime).toISOString() },
    },
    id: `arn:aws:states:${ACCOUNT}:execution:check-photo:${name}`,
    name,
    roleArn: 'arn:aws:iam::000000000000:role/check-photo',
    startTime,
    redriveCount: 0,
    stateMachine: { id: `arn:aws:states:${ACCOUNT}:stateMachine:check-photo`, name: 'check-photo' },
  };
}

/** Labels and the custom model are off, as by default. */
const OPTIONS = { LabelPhotos: 'off', ClassifyPhotos: 'off' };

const ENDS_CHECK: ReadonlySet<string> = new Set(['SaveApproval', 'SaveRefusal', 'SaveFailure']);
