// Keeps a process busy with executions and kills it, again and again.
import path from 'node:path';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionRecord } from '../../packages/laptop-cloud/src/services/stepfunctions/execution-record.ts';
import { Outside } from '../../packages/laptop-cloud/tests/durability/outside.ts';
import { ROLE } from '../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { ACCOUNT_ID, REGION } from '../../packages/laptop-cloud/tests/support/gateway.ts';
import { Effects } from './effects.ts';
import { type EffectsLeft, effectsLeft } from './effects-left.ts';
import { type Started, startService } from './killed-process.ts';
import { CHECK_PHOTO, EACH, generatedMachines, type Machine, NESTED_MACHINE } from './machines.ts';
import type { Call } from './service-under-test.ts';
import { Tail } from './tail.ts';

const GENERATED = 60;
/** Executions under way at most, beside the distributed Map. */
const MOST_OPEN = 15;
const LONGEST_LIFE_MS = 1_200;
/** Of what the start took, where that is longer: on a slow machine nothing would happen otherwise. */
const LIFE_PER_START = 1;
const END_MS = 600_000;
const CLIENT = {
  region: REGION,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

export class Load {
  readonly folder: string;
  readonly machines: readonly Machine[];
  /** Machines by the names of the executions whose start was acknowledged. */
  readonly acknowledged = new Map<string, Machine>();
  readonly calls: Call[] = [];
  readonly lost: Started['lost'] = [];
  readonly effects = new Effects();
  /** What is there in the end. */
  effectsLeft: EffectsLeft | undefined;
  kills = 0;
  /** Deliveries that were under way when a process was killed. */
  deliveriesLeft = 0;
  readonly #program: string;
  readonly #callsFile: string;
  readonly #written: Tail<Call>;
  readonly #records: Tail<ExecutionRecord>;
  readonly #running = new Set<string>();
  readonly #outside = new Outside();
  readonly #random: () => number;
  #isEstablished = false;
  #started = 0;
  /** A start that a kill has left without an answer. */
  #unanswered: { name: string; machine: Machine } | undefined;

  constructor(folder: string, { program, callsFile }: { program: string; callsFile: string }, seed: number) {
    this.folder = folder;
    this.#program = program;
    this.machines = generatedMachines(GENERATED, seed);
    this.#callsFile = callsFile;
    this.#written = new Tail(callsFile);
    this.#records = new Tail(path.join(folder, 'executions.jsonl'));
    this.#random = randomOf(seed);
    void this.#outside.workForActivity();
  }

  /** One life of the process; gives how many executions it went on with, and how many it left. */
  async liveAndDie(): Promise<{ goingOn: number; openCount: number }> {
    const startedMs = performance.now();
    const service = await startService(this.#program, this.folder, this.#callsFile);
    const longestMs = Math.max(LONGEST_LIFE_MS, LIFE_PER_START * (performance.now() - startedMs));
    this.lost.push(...service.lost);
    const sfn = new SFNClient({ ...CLIENT, endpoint: service.endpoint });
    this.#outside.sfn = sfn;
    this.deliveriesLeft += service.deliveries;
    if (!this.#isEstablished) await this.#establish(sfn, service.endpoint);
    let isAlive = true;
    const death = pause(this.#random() * longestMs).then(() => {
      isAlive = false;
      this.#outside.sfn = undefined;
      return service.kill();
    });
    const answering = setInterval(() => this.#answerAll(), 10);
    await Promise.all([
      this.#keepBusy(sfn, () => isAlive).catch(() => undefined),
      this.effects.keepBusy(service.endpoint, () => isAlive),
    ]);
    await death;
    clearInterval(answering);
    this.#answerAll();
    this.kills++;
    sfn.destroy();
    return { goingOn: service.goingOn, openCount: this.#open().length };
  }

  /** A last life, until all have ended or it is clear that some do not. */
  async liveToTheEnd(): Promise<void> {
    const service = await startService(this.#program, this.folder, this.#callsFile);
    this.lost.push(...service.lost);
    const sfn = new SFNClient({ ...CLIENT, endpoint: service.endpoint });
    this.#outside.sfn = sfn;
    const answering = setInterval(() => this.#answerAll(), 10);
    // The last kill may have come between the start and its answer.
    if (this.#unanswered) await this.#start(sfn, this.#unanswered);
    const end = performance.now() + END_MS;
    do await pause(500);
    while (this.#open().length > 0 && performance.now() < end);
    this.effectsLeft = await effectsLeft(this.effects, service.endpoint);
    clearInterval(answering);
    this.#answerAll();
    this.#outside.close();
    await service.kill();
    sfn.destroy();
  }

  async #keepBusy(sfn: SFNClient, isAlive: () => boolean): Promise<void> {
    while (isAlive()) {
      if (this.#unanswered) await this.#start(sfn, this.#unanswered);
      const open = this.#open().length;
      for (let more = open; more < MOST_OPEN; more++) await this.#start(sfn, this.#another());
      await pause(100);
    }
  }

  async #establish(sfn: SFNClient, endpoint: string): Promise<void> {
    await this.effects.establish(endpoint);
    await sfn.send(new CreateActivityCommand({ name: 'work' }));
    for (const { name, definition } of [NESTED_MACHINE, EACH, CHECK_PHOTO, ...this.machines])
      await sfn.send(
        new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn: ROLE }),
      );
    this.#isEstablished = true;
    await this.#start(sfn, { name: 'each', machine: EACH });
  }

  #another(): { name: string; machine: Machine } {
    const at = this.#started++;
    const machine =
      at % 8 === 0 ? CHECK_PHOTO : this.machines[Math.floor(this.#random() * this.machines.length)]!;
    return { name: `run-${at}`, machine };
  }

  async #start(sfn: SFNClient, one: { name: string; machine: Machine }): Promise<void> {
    this.#unanswered = one;
    const { name, machine } = one;
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT_ID}:stateMachine:${machine.name}`;
    const input = JSON.stringify(machine.input);
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
    } catch (error) {
      // It was started before the kill, and has ended.
      if ((error as Error).name !== 'ExecutionAlreadyExists') throw error;
    }
    this.acknowledged.set(name, machine);
    this.#unanswered = undefined;
  }

  #answerAll(): void {
    for (const call of this.#written.next()) {
      this.calls.push(call);
      if (call.kind === 'ask') this.#outside.answerLater(call.told);
    }
  }

  /** As the files have it. */
  #open(): string[] {
    for (const { executionArn, status, mapRunArn } of this.#records.next()) {
      if (mapRunArn) continue;
      if (status === 'RUNNING') this.#running.add(executionArn);
      else this.#running.delete(executionArn);
    }
    return [...this.#running];
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
