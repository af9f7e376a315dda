// Lets a collection of recorded AWS executions grade the engine: virtual time, answers of tasks from the record. The
// collection is outside the project: npm run asl-cases -- FOLDER.
import { virtualClock } from '../src/clock.ts';
import { parseStateMachine, validateStateMachine } from '../src/definition.ts';
import type { Host, ObjectStore, TaskCall } from '../src/host.ts';
import { runStateMachine } from '../src/run.ts';
import { StatesTaskError } from '../src/task-error.ts';

interface RecordedCase {
  kind: string;
  definition: object;
  input: unknown;
  clock: string;
  s3?: { bucket: string; key: string; body: string }[];
}

interface RecordedValidation {
  kind: 'validate';
  definition: string;
  expected: { result: string };
}

interface RecordedTask {
  result: { output?: unknown; error?: string | null; cause?: string | null; timedOut?: boolean };
  submitted?: unknown;
}

interface Tools {
  mocks: { take(state: string, input: unknown, resource: string): RecordedTask | undefined };
}

/** Runs one case; gives the outcome and the types of its history events, or a verdict for what is not run. */
export async function run(recorded: RecordedCase | RecordedValidation, tools: Tools) {
  if (isValidation(recorded)) return validated(recorded);
  if (recorded.kind !== 'execution') return { skip: `${recorded.kind} is the service's, not the engine's` };
  return executed(recorded, tools);
}

function isValidation(recorded: RecordedCase | RecordedValidation): recorded is RecordedValidation {
  return recorded.kind === 'validate';
}

function validated({ definition, expected }: RecordedValidation) {
  const found = validateStateMachine(definition);
  const result = found.some(({ severity }) => severity === 'ERROR') ? 'FAIL' : 'OK';
  return { verdict: result === expected.result ? 'pass' : 'fail', why: JSON.stringify(found) };
}

async function executed(recorded: RecordedCase, { mocks }: Tools) {
  const clock = virtualClock(Date.parse(recorded.clock));
  const history: string[] = [];
  const host: Host = {
    clock,
    invoke: (task) => answer(task, mocks.take(task.state, task.input, task.resource)),
    emit: (event) => void history.push(event.type),
    objects: objectsOf(recorded),
  };
  const region = 'arn:aws:states:us-east-1:111111111111';
  const outcome = await runStateMachine(
    parseStateMachine(recorded.definition),
    {
      input: recorded.input,
      id: `${region}:execution:machine:run`,
      name: 'run',
      roleArn: 'arn:aws:iam::111111111111:role/sfn_role',
      startTime: clock.now(),
      redriveCount: 0,
      stateMachine: { id: `${region}:stateMachine:machine`, name: 'machine' },
    },
    host,
  );
  return { ...outcome, history };
}

async function answer(task: TaskCall, recorded: RecordedTask | undefined): Promise<unknown> {
  if (!recorded) throw new Error(`no answer is recorded for the task ${task.state}`);
  task.started();
  if (recorded.submitted !== undefined) task.submitted(recorded.submitted);
  const { result } = recorded;
  if (result.timedOut) return new Promise(() => {});
  if ('error' in result) throw new StatesTaskError(result.error ?? undefined, result.cause ?? undefined);
  return result.output;
}

function objectsOf({ s3 = [] }: RecordedCase): ObjectStore {
  return {
    getObject: async ({ Bucket, Key }) => {
      const found = s3.find(({ bucket, key }) => bucket === Bucket && key === Key);
      if (!found) throw new Error('The specified key does not exist.');
      return found.body;
    },
    listObjects: async ({ Bucket, Prefix }) =>
      s3
        .filter(({ bucket, key }) => bucket === Bucket && key.startsWith(String(Prefix ?? '')))
        .map(({ key, body }) => ({ Key: key, Size: Buffer.byteLength(body), StorageClass: 'STANDARD' })),
    putObject: async () => {},
  };
}
