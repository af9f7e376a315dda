// The marks of the States Language engine, beside those of aws-local-stepfunctions where it can run the machine.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Mark } from '../mark.ts';
import { referenceMs } from '../reference.ts';
import { bareJsonata, loadReference, ours, oursWithoutHistory } from './engines.ts';
import { INPUT, jsonataChain, mapOverItems, passChain, tenStates } from './machines.ts';
import { pacesOf, type Workload } from './pace.ts';

interface Case extends Workload {
  name: string;
  /** Times the pace of the reference. */
  faster?: number;
  /** Transitions in the time of the reference run; without it only the comparison counts. */
  atLeast?: number;
}

const COMPARED: readonly Case[] = [
  {
    name: 'Pass chain of 1,000 states',
    machine: passChain(1_000),
    input: INPUT,
    transitions: 1_000,
    executions: 20,
    faster: 5,
    atLeast: 15_000,
  },
  {
    name: 'ten-state machine, 1,000 executions',
    machine: tenStates(),
    input: INPUT,
    transitions: 10,
    executions: 1_000,
    faster: 4,
    atLeast: 4_000,
  },
  {
    name: 'Map over 10,000 items',
    machine: mapOverItems(),
    input: itemsOf(10_000),
    transitions: 10_000,
    executions: 4,
    faster: 6,
  },
];

const JSONATA: Case = {
  name: 'JSONata chain of 1,000 states',
  machine: jsonataChain(1_000),
  input: INPUT,
  transitions: 1_000,
  executions: 3,
  atLeast: 2_000,
};

/**
 * How much dearer a transition may be in a machine ten thousand times larger: a busy computer and the misses of its
 * cache make a factor of two, growth with the size would make thousands.
 */
const FLAT = 3;
const MAX_WAITING_BYTES = 10_000;

/** Measures all; takes about a minute, and installs the reference on first use. */
export async function benchStates(): Promise<Mark[]> {
  const reference = await loadReference();
  const marks: Mark[] = [];
  for (const one of COMPARED) {
    const [mine, theirs] = (await pacesOf([
      [ours, one],
      [reference, one],
    ])) as [number, number];
    marks.push(...(await paceMarks(one, mine)), {
      name: `  against aws-local-stepfunctions (${Math.round(theirs).toLocaleString('en')}/s)`,
      measured: mine / theirs,
      unit: 'times',
      digits: 1,
      goal: { atLeast: one.faster ?? 1 },
    });
  }
  const [jsonata, bare] = (await pacesOf([
    [ours, JSONATA],
    [bareJsonata, JSONATA],
  ])) as [number, number];
  marks.push(...(await paceMarks(JSONATA, jsonata)), {
    name: `  against bare evaluations of its expressions (${Math.round(bare).toLocaleString('en')}/s)`,
    measured: jsonata / bare,
    unit: 'times',
    digits: 2,
    goal: { atLeast: 0.6 },
  });
  marks.push(await growth('a transition of 100,000 states against 10', (states) => passWork(states)));
  marks.push(await growth('an iteration of 100,000 items against 10', (items) => mapWork(items)));
  marks.push({
    name: 'an execution that waits for its token',
    measured: waitingBytes(),
    unit: 'bytes',
    goal: { atMost: MAX_WAITING_BYTES },
  });
  return marks;
}

/** As it is, and against a reference run right after it. */
async function paceMarks({ name, atLeast }: Case, measured: number): Promise<Mark[]> {
  const pace: Mark = { name, measured, unit: 'transitions/s' };
  if (atLeast === undefined) return [pace];
  const inReference = measured * (((await referenceMs()) + (await referenceMs())) / 2000);
  return [
    pace,
    {
      name: '  in the time of the reference run',
      measured: inReference,
      unit: 'transitions',
      goal: { atLeast },
    },
  ];
}

const LARGE = 100_000;
const SMALL = 10;

async function growth(name: string, workOf: (size: number) => Workload): Promise<Mark> {
  const [small, large] = (await pacesOf([
    [oursWithoutHistory, workOf(SMALL)],
    [oursWithoutHistory, workOf(LARGE)],
  ])) as [number, number];
  return { name, measured: small / large, unit: 'times', digits: 2, goal: { atMost: FLAT } };
}

function passWork(states: number): Workload {
  const executions = LARGE / states;
  return { machine: passChain(states), input: INPUT, transitions: states, executions };
}

function mapWork(items: number): Workload {
  const executions = LARGE / items;
  return { machine: mapOverItems(), input: itemsOf(items), transitions: items, executions };
}

/** So small that even the most of them keep below the limit of 256 KiB. */
function itemsOf(count: number): number[] {
  return new Array<number>(count).fill(1);
}

function waitingBytes(): number {
  const printed = execFileSync(process.execPath, [path.join(import.meta.dirname, 'waiting.ts')]);
  return Number(printed.toString());
}
