// Every case of the mock configuration, through the Step Functions API by `stateMachineArn#TestCase`, in virtual time.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkMockResult } from '../../../packages/laptop-cloud/src/services/stepfunctions/mock-result.ts';
import {
  createWorld,
  type World,
} from '../../../packages/laptop-cloud/tests/services/stepfunctions/stepfunctions-world.ts';
import { virtualClock } from '../../../packages/states-language/src/clock.ts';
import type { HistoryEvent } from '../../../packages/states-language/src/history.ts';
import { fillDefinition } from '../../../statemachine/fill-definition.ts';
import { CASES, type Expected } from './cases.ts';
import { edgesOf, edgesTaken, type Machine, statesOf } from './edges.ts';

const ROOT = path.join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const definition = read('statemachine/check-photo.asl.json');
const machine = JSON.parse(definition) as Machine & { [field: string]: unknown };
const mocks = JSON.parse(read('statemachine/mocks/MockConfigFile.json')) as {
  StateMachines: Record<string, { TestCases: Record<string, Record<string, string>> }>;
  MockedResponses: Record<string, Record<string, { Return?: { Payload?: unknown } }>>;
};
const inputOf = (testCase: string): unknown =>
  JSON.parse(read(`events/check-photo/${CASES[testCase]?.input ?? 'upload'}.json`));

let world: World;
const arns: Record<string, string> = {};
const taken = new Set<string>();
const visited = new Set<string>();

beforeAll(async () => {
  world = await createWorld({ clock: virtualClock(Date.parse('2026-03-01T12:00:00Z')), mocks });
  const options = { CheckPhoto: 'on', CheckPhotoWithoutOptions: 'off' };
  for (const [name, value] of Object.entries(options)) {
    const filled = fillDefinition(definition, { LabelPhotos: value, ClassifyPhotos: value });
    const { States, StartAt, ...more } = JSON.parse(filled) as typeof machine;
    expect(Object.keys(States)[0]).toBe(StartAt);
    arns[name] = await world.machine(States, { ...more, name });
  }
});
afterAll(() => world.close());

interface Run {
  status: string;
  error: string | undefined;
  states: string[];
  /** Tasks carried out, by state. */
  attempts: Record<string, number>;
}

async function run(machineName: string, testCase: string): Promise<Run> {
  const described = await world.run(`${arns[machineName]}#${testCase}`, inputOf(testCase));
  const history = world.stepFunctions.history(described.executionArn!);
  for (const edge of edgesTaken(machine, history)) taken.add(edge);
  const states = history.flatMap((event) => event.stateEnteredEventDetails?.name ?? []);
  for (const state of states) visited.add(state);
  return {
    status: described.status!,
    error: described.error,
    states,
    attempts: attemptsByState(history),
  };
}

/** Each TaskScheduled belongs to the state entered last on its own line of events. */
function attemptsByState(history: readonly HistoryEvent[]): Record<string, number> {
  const byId = new Map(history.map((event) => [event.id, event]));
  const counts: Record<string, number> = {};
  for (const event of history) {
    if (event.type !== 'TaskScheduled') continue;
    let before: HistoryEvent | undefined = event;
    while (before && !before.stateEnteredEventDetails) before = byId.get(before.previousEventId);
    const name = before?.stateEnteredEventDetails?.name ?? '';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const words = (text = '') => text.split(' ').filter(Boolean);
const TASKS = Object.entries(statesOf(machine)).flatMap(([name, { Type }]) => (Type === 'Task' ? name : []));

describe('the mock configuration', () => {
  it('has exactly the cases that are expected here', () => {
    expect(Object.keys(mocks.StateMachines['CheckPhoto']!.TestCases).sort()).toEqual(
      Object.keys(CASES).sort(),
    );
  });

  it('mocks nothing but tasks of the definition', () => {
    const mocked = Object.values(mocks.StateMachines).flatMap(({ TestCases }) =>
      Object.values(TestCases).flatMap(Object.keys),
    );
    expect([...new Set(mocked)].sort()).toEqual([...TASKS].sort());
  });

  it('answers as each API answers', async () => {
    const resources = new Map(
      Object.entries(statesOf(machine)).map(([name, state]) => [
        name,
        (state as { Resource?: string }).Resource,
      ]),
    );
    const pairs = Object.values(mocks.StateMachines).flatMap(({ TestCases }) =>
      Object.values(TestCases).flatMap((states) => Object.entries(states)),
    );
    for (const [state, name] of pairs) {
      const resource = resources.get(state)!;
      for (const { Return } of Object.values(mocks.MockedResponses[name]!)) {
        if (Return === undefined || resource.endsWith('.waitForTaskToken')) continue;
        if (resource.endsWith('lambda:invoke')) expect(Return).toMatchObject({ StatusCode: 200 });
        else await checkMockResult(resource, Return, 'STRICT');
      }
    }
  });
});

describe('the case', () => {
  it.each(Object.entries(CASES))('%s ends as it should', async (testCase, expected: Expected) => {
    const { status, error, states, attempts } = await run('CheckPhoto', testCase);
    expect({ status, error }).toEqual({
      status: expected.error ? 'FAILED' : 'SUCCEEDED',
      error: expected.error,
    });
    expect(inOrder(words(expected.through), states)).toEqual(words(expected.through));
    expect(states.filter((state) => words(expected.without).includes(state))).toEqual([]);
    const again = Object.entries(attempts).filter(([, count]) => count > 1);
    expect(Object.fromEntries(again)).toEqual(expected.attempts ?? {});
  });

  it('Approved leaves out the optional checks where they are off', async () => {
    const { status, states } = await run('CheckPhotoWithoutOptions', 'Approved');
    expect(status).toBe('SUCCEEDED');
    expect(states).toContain('SaveApproval');
    expect(states.filter((state) => ['LabelPhoto', 'ClassifyPhoto'].includes(state))).toEqual([]);
  });
});

/** The wanted states as far as they come one after the other in `states`. */
function inOrder(wanted: string[], states: string[]): string[] {
  let next = 0;
  for (const state of states) if (state === wanted[next]) next++;
  return wanted.slice(0, next);
}

describe('together the cases', () => {
  it('enter every state', () => {
    expect(Object.keys(statesOf(machine)).filter((state) => !visited.has(state))).toEqual([]);
  });

  it('take every arrow: each Next, each rule of each Choice, each Catch', () => {
    const edges = edgesOf(machine);
    expect(edges.length).toBeGreaterThan(80);
    expect(edges.filter((edge) => !taken.has(edge))).toEqual([]);
  });
});

it('a case that the file does not have is refused with the names of those it has', async () => {
  await expect(world.run(`${arns['CheckPhoto']}#Nonsense`, inputOf('Approved'))).rejects.toThrow(
    /no test case Nonsense.*Approved/,
  );
});
