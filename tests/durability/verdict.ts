// What became of executions whose process was killed, held against the same ones in a process that nobody kills.
import type { HistoryEvent } from 'states-language';
import { ExecutionFiles } from '../../packages/laptop-cloud/src/services/stepfunctions/execution-files.ts';
import type { ExecutionRecord } from '../../packages/laptop-cloud/src/services/stepfunctions/execution-record.ts';
import { asked, done, flaw } from '../../packages/laptop-cloud/tests/durability/done.ts';
import type { Load } from './load.ts';
import type { Machine } from './machines.ts';
import { runSmoothly } from './smooth.ts';

export interface Verdict {
  figures: Record<string, number | string>;
  faults: string[];
}

export async function verdictOf(load: Load): Promise<Verdict> {
  const { records, history } = leftIn(load.folder);
  const service = { list: () => records, history };
  const top = new Map(records.filter(isTop).map((record) => [record.name, record]));
  const faults = load.lost.map(({ name, cause }) => `${name} could not go on: ${cause}`);
  const expected: Record<string, number> = {};
  for (const [machine, names] of byMachine(load)) {
    const smooth = await runSmoothly(machine);
    for (const name of names) {
      const record = top.get(name);
      if (!record) faults.push(`${name} of ${machine.name} was acknowledged and is lost`);
      else if (record.status !== smooth.status || record.output !== smooth.output)
        faults.push(`${name} of ${machine.name} is ${record.status} ${record.cause ?? record.output}`);
      for (const [what, count] of Object.entries(smooth.done)) expected[what] = (expected[what] ?? 0) + count;
    }
  }
  const neverEnded = records.filter(({ status }) => status === 'RUNNING');
  for (const { name } of neverEnded) faults.push(`${name} never ended`);
  for (const { name, executionArn } of records) {
    const found = flaw(history(executionArn));
    if (found) faults.push(`the history of ${name}: ${found}`);
  }
  const actual = done(service);
  let repeated = 0;
  for (const what of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const more = (actual[what] ?? 0) - (expected[what] ?? 0);
    if (more > 0) repeated += more;
    if (more !== 0) faults.push(`${what}: ${actual[what] ?? 0} times instead of ${expected[what] ?? 0}`);
  }
  const { figures: effects = {}, faults: missing = [] } = load.effectsLeft ?? {};
  faults.push(...missing);
  const calls = load.calls.length;
  const recorded = asked(service);
  if (calls > recorded) faults.push(`${calls} calls of tasks, but only ${recorded} are recorded`);
  return {
    figures: {
      kills: load.kills,
      'executions acknowledged': load.acknowledged.size,
      'executions in all, children and nested ones among them': records.length,
      'history events': records.reduce((sum, { executionArn }) => sum + history(executionArn).length, 0),
      'tasks that ended': countOf(actual, /^(Task|Activity|LambdaFunction)(Succeeded|Failed)/),
      'calls of tasks, again after a kill among them': recorded,
      lost: load.lost.length + [...load.acknowledged.keys()].filter((name) => !top.has(name)).length,
      'never ended': neverEnded.length,
      'ended and done again': repeated,
      'deliveries under way at a kill, gone on with': load.deliveriesLeft,
      ...effects,
    },
    faults,
  };
}

function leftIn(folder: string) {
  const store = new ExecutionFiles(folder);
  const histories = new Map<string, readonly HistoryEvent[]>();
  return {
    records: store.records.select(() => true).slice(),
    history: (arn: string) => {
      const known = histories.get(arn) ?? store.history(arn);
      histories.set(arn, known);
      return known;
    },
  };
}

function isTop({ mapRunArn, stateMachineArn }: ExecutionRecord): boolean {
  return !mapRunArn && !stateMachineArn.endsWith(':nested');
}

function byMachine({ acknowledged }: Load): Map<Machine, string[]> {
  return Map.groupBy(acknowledged.keys(), (name) => acknowledged.get(name)!);
}

function countOf(counts: Record<string, number>, what: RegExp): number {
  return Object.entries(counts).reduce((sum, [name, count]) => (what.test(name) ? sum + count : sum), 0);
}
