// Every Task of ForgetRider with every error that can happen to it, once and for ever, before it did its work and after it, in virtual
// time: an erasure is done, or operators hear of it and the record says so; nothing ends without a word.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { virtualClock } from '../../packages/states-language/src/clock.ts';
import { parseStateMachine } from '../../packages/states-language/src/definition.ts';
import type { HistoryEvent } from '../../packages/states-language/src/history.ts';
import type { TaskCall } from '../../packages/states-language/src/host.ts';
import { runStateMachine } from '../../packages/states-language/src/run.ts';
import { policyFor, RETRY_POLICIES } from '../../statemachine/retry-policies.ts';
import { fails } from './journey.ts';
import { possibleErrors } from './possible-errors.ts';
import { definitions, statesOf } from './task-states.ts';

const FILE = 'forget-rider.asl.json';
const tasks = statesOf(definitions.find(({ file }) => file === FILE)!.machine).filter(
  ([, { Type }]) => Type === 'Task',
);
const machine = parseStateMachine(
  readFileSync(path.join(import.meta.dirname, '../../statemachine', FILE), 'utf8')
    .replaceAll(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')
    .replaceAll(/\$\{(\w+)\}/g, '$1'),
);
const START = Date.parse('2026-01-05T08:00:00Z');

interface Fault {
  error: string;
  times: number;
  moment: 'before' | 'after';
}

/** A small model of what the tasks work on. */
interface World {
  links: number;
  isRefused: boolean;
  photos: number;
  faces: number;
  rows: number;
  record: 'none' | 'running' | 'delayed' | 'done';
  receipts: number;
  alerts: string[];
}

interface Erasure {
  world: World;
  states: string[];
  calls: Record<string, number>;
  status: string;
  error: string | undefined;
  cause: string;
}

async function erase(faults: Readonly<Record<string, Fault>>, world = aWorld()): Promise<Erasure> {
  const clock = virtualClock(START);
  const calls: Record<string, number> = {};
  const history: HistoryEvent[] = [];
  const outcome = await runStateMachine(
    machine,
    {
      input: { riderId: 'rider-1', erasureId: 'erasure-1' },
      id: 'arn:aws:states:us-east-1:000000000000:execution:forget-rider:erasure-1',
      name: 'erasure-1',
      roleArn: 'arn:aws:iam::000000000000:role/forget-rider',
      startTime: START,
      redriveCount: 0,
      stateMachine: { id: 'arn:aws:states:us-east-1:000000000000:stateMachine:forget-rider', name: 'forget' },
    },
    {
      clock,
      emit: (event) => history.push(event),
      invoke: async (call) => {
        const attempt = calls[call.state] ?? 0;
        calls[call.state] = attempt + 1;
        const fault = faults[call.state];
        const isHit = fault !== undefined && attempt < fault.times;
        const answer = isHit && fault.moment === 'before' ? undefined : work(world, call);
        if (isHit) throw fails(fault.error, `${fault.error} happened to rider-1`);
        return call.resource.endsWith('lambda:invoke') ? { StatusCode: 200, Payload: answer } : answer;
      },
    },
  );
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  const { error, cause } = outcome.status === 'SUCCEEDED' ? { error: undefined, cause: '' } : outcome;
  return { world, states, calls, status: outcome.status, error, cause: String(cause) };
}

const aWorld = (): World => ({
  links: 1,
  isRefused: false,
  photos: 2,
  faces: 1,
  rows: 4,
  record: 'none',
  receipts: 0,
  alerts: [],
});

const WORK: Readonly<Record<string, (world: World, payload: Record<string, unknown>) => unknown>> = {
  UnlinkRider(world) {
    world.record = 'running';
    world.links = 0;
    return { isOurs: true };
  },
  MarkForgotten(world) {
    world.isRefused = true;
    return {};
  },
  FindTraces: (world) => found(world),
  ErasePhoto(world) {
    world.photos = Math.max(0, world.photos - 1);
    return { objects: 1 };
  },
  EraseFaces(world) {
    world.faces = 0;
    return { faces: 1 };
  },
  EraseRows(world) {
    world.rows = 0;
    return { rows: 4 };
  },
  Prove: (world) => found(world),
  CloseErasure: close,
  NoteDelay: close,
  AlertDelay(world, { Message }) {
    world.alerts.push(String(Message));
    return { MessageId: '1' };
  },
};

function work(world: World, { state, input }: TaskCall): unknown {
  const { Payload = input } = input as { Payload?: unknown };
  return WORK[state]!(world, Payload as Record<string, unknown>);
}

function found({ links, photos, faces, rows }: World) {
  const left = { links, rows, objects: photos, faces };
  return {
    photos: Array.from({ length: photos }, (_, at) => ({ photoId: `photo-${at}`, executionArn: null })),
    left,
    erased: left,
    isClean: Object.values(left).every((count) => count === 0),
  };
}

function close(world: World, { outcome }: Record<string, unknown>) {
  // What is done is nobody's execution any more.
  if (!['none', 'running'].includes(world.record)) return { identity: 'none' };
  if (outcome === 'done') world.receipts += 1;
  world.record = outcome as 'done' | 'delayed';
  return { identity: 'none' };
}

/** Tasks of the end that got stuck are reached when another breaks. */
const NOTICES = ['NoteDelay', 'AlertDelay'];
const breaksBefore = (state: string): Record<string, Fault> =>
  NOTICES.includes(state)
    ? { EraseFaces: { error: 'DependencyRefusedError', times: Number.POSITIVE_INFINITY, moment: 'before' } }
    : {};

/** Everything that must hold of an erasure that is over. Empty when all is well. */
function complaints(state: string, { world, status, error, cause, states, calls }: Erasure): string[] {
  const isLeft = world.links + world.photos + world.faces + world.rows > 0;
  const isDone = status === 'SUCCEEDED';
  const wrong: [string, boolean][] = [
    ['done, and something is left', isDone && isLeft],
    ['done without a receipt', isDone && (world.record !== 'done' || world.receipts === 0)],
    ['done, and what comes late is let in', isDone && !world.isRefused],
    [
      'ended in a way that nobody foresaw',
      !isDone && (error !== 'ErasureDelayed' || states.at(-1) !== error),
    ],
    ['stuck without an alert', !isDone && world.alerts.length === 0 && state !== 'AlertDelay'],
    [
      'stuck, and the record says otherwise',
      !isDone && !['delayed', 'done'].includes(world.record) && state !== 'NoteDelay',
    ],
    ['names the rider', [cause, ...world.alerts].some((text) => text.includes('rider-1'))],
    ['the task was never asked', (calls[state] ?? 0) === 0],
  ];
  return wrong.flatMap(([words, isWrong]) => (isWrong ? words : []));
}

const isTriedAgain = (state: string, resource: string, error: string) => {
  const policy = RETRY_POLICIES[policyFor(state, resource)];
  const retrier = policy.find(
    ({ ErrorEquals }: { ErrorEquals: readonly string[] }) =>
      ErrorEquals.includes(error) ||
      (ErrorEquals.includes('States.TaskFailed') && error !== 'States.Timeout'),
  );
  return (retrier?.MaxAttempts ?? 0) > 0;
};

describe.each(tasks.map(([name, { Resource }]) => [name, Resource!]))('%s', (state, resource) => {
  const errors = possibleErrors(resource);
  const hit = (fault: Fault) => erase({ ...breaksBefore(state), [state]: fault });

  it('ends well without a fault', async () => {
    expect(complaints(state, await erase(breaksBefore(state)))).toEqual([]);
  });

  it('is tried again after whatever may pass, and nobody notices; else the end is announced', async () => {
    const { states } = await erase(breaksBefore(state));
    for (const error of errors) {
      const ended = await hit({ error, times: 1, moment: 'before' });
      expect({ error, wrong: complaints(state, ended) }).toEqual({ error, wrong: [] });
      if (isTriedAgain(state, resource, error))
        expect({ error, states: ended.states }).toEqual({ error, states });
    }
  });

  it.each(['before', 'after'] as const)(
    'whatever happens to it for ever, %s its work, the end is announced',
    async (moment) => {
      for (const error of errors) {
        const ended = await hit({ error, times: Number.POSITIVE_INFINITY, moment });
        expect({ error, wrong: complaints(state, ended) }).toEqual({ error, wrong: [] });
        expect({ error, status: ended.status }).toEqual({ error, status: 'FAILED' });
      }
    },
  );

  it('begun again after it got stuck, it is done', async () => {
    const { world } = await hit({
      error: 'States.Timeout',
      times: Number.POSITIVE_INFINITY,
      moment: 'after',
    });
    const ended = await erase({}, world);
    expect([ended.status, complaints('UnlinkRider', ended)]).toEqual(['SUCCEEDED', []]);
  });
});

it('three rounds are not enough for what comes back for ever: that is announced', async () => {
  const world = aWorld();
  Object.defineProperty(world, 'faces', { get: () => 1, set: () => {} });
  const { status, states, ...ended } = await erase({}, world);
  expect(status).toBe('FAILED');
  expect(states.filter((name) => name === 'Prove')).toHaveLength(3);
  expect(ended.world).toMatchObject({ record: 'delayed', receipts: 0 });
  expect(ended.world.alerts[0]).toMatch(/TracesLeft/);
});

it('covers every name of every task', () => {
  expect(tasks.map(([name]) => name).sort()).toEqual(Object.keys(WORK).sort());
  expect(tasks.flatMap(([, { Resource }]) => possibleErrors(Resource!)).length).toBeGreaterThan(250);
});
