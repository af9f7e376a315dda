// The pipes of the account, running and stopped.
import type { Clock } from 'states-language';
import { pipeArn } from '../../arns.ts';
import { loadJson, saveJsonSoon } from '../../json-list.ts';
import type { Bus } from '../bus.ts';
import { authorize, type Principal, ServiceError } from '../service.ts';
import { type RunningPipe, startPipe } from './pipe.ts';
import { batchingOf, compileFilters, type PipeContext, type PipeProperties } from './pipe-definition.ts';
import { enrichmentAction } from './pipe-enrichment.ts';
import type { PipeSource } from './pipe-source.ts';
import { compileTarget, targetAction } from './pipe-target.ts';

export interface Pipe {
  readonly name: string;
  readonly arn: string;
  /** The template's own. */
  isOfStack: boolean;
  properties: PipeProperties;
  tags: Readonly<Record<string, string>>;
  running?: RunningPipe;
  readonly createdAt: number;
  modifiedAt: number;
}

export interface PipeTable {
  all(): Pipe[];
  arnOf(name: string): string;
  /** Throws NotFoundException. */
  pipe(name: string): Pipe;
  /** Makes a pipe, or makes an existing one agree. Rejects with what its properties or its role lack. */
  put(
    name: string,
    properties: PipeProperties,
    more?: { isOfStack?: boolean; tags?: Pipe['tags'] },
  ): Promise<Pipe>;
  /** Gives it these tags and no others. */
  tag(pipe: Pipe, tags: Pipe['tags']): void;
  /** Starts what an earlier run has left, once everything it reads and calls is there. */
  resume(): void;
  /** Resolves once it takes no more messages; batches may be under way. */
  remove(pipe: Pipe): Promise<void>;
  start(pipe: Pipe): void;
  /** Resolves once it takes no more messages; batches may be under way. */
  stop(pipe: Pipe): Promise<void>;
  /** Stops all and resolves when the batches under way have ended. */
  close(): Promise<void>;
}

// What reading a queue needs. Source: EventBridge User Guide, "Amazon EventBridge Pipes permissions".
const SOURCE_ACTIONS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

export interface PipeTableOptions {
  bus: Bus;
  accountId: string;
  region: string;
  source: PipeSource;
  clock: Clock;
  /** Where pipes made by the API are kept; without it they live as long as the process. */
  file?: string | null;
  /** The role a pipe works with; undefined: no such role. Without this option roles are not checked. */
  principalOf?: (roleArn: string) => Principal | undefined;
  /** Gets a line for each batch that failed. */
  log: (line: string) => void;
}

export function createPipeTable(options: PipeTableOptions): PipeTable {
  const { bus, source, clock, principalOf, log } = options;
  const { file = null } = options;
  const arnOf = (name: string) => pipeArn(options, name);
  const pipes = new Map(
    (loadJson(file) as PipeRecord[]).map((record): [string, Pipe] => [
      record.name,
      { ...record, tags: record.tags ?? {}, arn: arnOf(record.name), isOfStack: false },
    ]),
  );
  const save = () =>
    saveJsonSoon(file, [...pipes.values()].filter(({ isOfStack }) => !isOfStack).map(recordOf));
  const roleOf = ({ RoleArn }: PipeProperties): Principal | undefined =>
    principalOf ? principalOf(RoleArn) : { arn: RoleArn, can: () => true };

  function contextOf(name: string, properties: PipeProperties): PipeContext {
    return { name, arn: arnOf(name), properties, now: () => clock.now() };
  }

  // AWS refuses to make a pipe whose role cannot read; the target is checked there, as here, with every batch too.
  function check(name: string, properties: PipeProperties): void {
    batchingOf(properties);
    compileFilters(properties);
    const context = contextOf(name, properties);
    compileTarget(context, bus, () => roleOf(properties));
    const action = targetAction(properties);
    const role = roleOf(properties);
    if (!role) throw new Error(`RoleArn ${properties.RoleArn} is no role of this stack`);
    for (const sourceAction of SOURCE_ACTIONS) authorize(role, sourceAction, properties.Source);
    const enriching = enrichmentAction(properties);
    if (enriching !== undefined) authorize(role, enriching, properties.Enrichment ?? '');
    authorize(role, action, properties.Target);
  }

  /** Until the last of their batches has ended. */
  const open = new Set<RunningPipe>();

  function start(pipe: Pipe): void {
    if (pipe.running) return;
    const context = contextOf(pipe.name, pipe.properties);
    const send = compileTarget(context, bus, () => roleOf(pipe.properties));
    const running = startPipe({ pipe: context, source, send, clock, report: log });
    pipe.running = running;
    open.add(running);
    void running.ended.then(() => open.delete(running));
  }

  // Whoever starts it meanwhile starts another.
  async function stop(pipe: Pipe): Promise<void> {
    const { running } = pipe;
    delete pipe.running;
    await running?.stop();
  }

  return {
    all: () => [...pipes.values()],
    arnOf,
    pipe(name) {
      const pipe = pipes.get(name);
      if (pipe) return pipe;
      throw new ServiceError('NotFoundException', `Pipe ${name} does not exist.`, 404);
    },
    resume() {
      for (const pipe of pipes.values()) if (pipe.properties.DesiredState !== 'STOPPED') start(pipe);
    },
    async remove(pipe) {
      pipes.delete(pipe.name);
      save();
      await stop(pipe);
    },
    async put(name, properties, { isOfStack = false, tags } = {}) {
      check(name, properties);
      const now = clock.now();
      const pipe: Pipe = pipes.get(name) ?? {
        name,
        arn: arnOf(name),
        isOfStack,
        properties,
        tags: {},
        createdAt: now,
        modifiedAt: now,
      };
      Object.assign(pipe, { properties, modifiedAt: now, isOfStack, tags: tags ?? pipe.tags });
      pipes.set(name, pipe);
      save();
      await stop(pipe);
      // Somebody may have been faster.
      if (pipes.get(name) === pipe && pipe.properties.DesiredState !== 'STOPPED') start(pipe);
      return pipe;
    },
    tag(pipe, tags) {
      pipe.tags = tags;
      save();
    },
    start(pipe) {
      pipe.properties = { ...pipe.properties, DesiredState: 'RUNNING' };
      save();
      start(pipe);
    },
    async stop(pipe) {
      pipe.properties = { ...pipe.properties, DesiredState: 'STOPPED' };
      save();
      await stop(pipe);
    },
    async close() {
      const all = [...open];
      await Promise.all([...pipes.values()].map(stop));
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

/** What is kept of a pipe. */
type PipeRecord = Pick<Pipe, 'name' | 'properties' | 'createdAt' | 'modifiedAt'> &
  Partial<Pick<Pipe, 'tags'>>;

function recordOf({ name, properties, tags, createdAt, modifiedAt }: Pipe): PipeRecord {
  return { name, properties, tags, createdAt, modifiedAt };
}
