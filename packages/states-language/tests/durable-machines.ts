// Machines of every kind of state, for the tests of what goes on after a crash. Their tasks are the caller's; what a state
// gives depends on its input alone, so that a machine ends the same however often its process dies.
import fc from 'fast-check';

/** Fields of a Task state of this name: its Resource, and what it needs. */
export type TaskFields = (name: string) => object;

type Make = (name: string) => object;

const INPUT = { n: 1, path: '' };

/** Machines whose tasks are of the given kinds, and fail and are caught unless `isCalm`. All of them take DURABLE_INPUT. */
export function durableMachines(tasks: readonly TaskFields[], isCalm = false): fc.Arbitrary<object> {
  const recovery = isCalm ? fc.constant({}) : recoveries;
  const taskRecovery = isCalm ? fc.constant({ Retry: RETRY }) : recoveries;
  const task = fc.tuple(fc.constantFrom(...tasks), taskRecovery).map(
    ([fields, recovered]): Make =>
      (name) => ({ Type: 'Task', ResultPath: `$.${keyOf(name)}`, ...fields(name), ...recovered }),
  );
  const leaf = fc.oneof({ arbitrary: task, weight: 4 }, ...PLAIN.map((make) => fc.constant(make)));
  const part = fc.letrec<{ part: Make; sequence: Make }>((tie) => ({
    part: fc.oneof(
      { maxDepth: 2 },
      leaf,
      fc.tuple(fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }), recovery).map(
        ([branches, fields]): Make =>
          (name) => ({
            Type: 'Parallel',
            ResultPath: `$.${keyOf(name)}`,
            Branches: branches.map((branch, at) => branch(`${name}.${at}`)),
            ...fields,
          }),
      ),
      fc.tuple(tie('sequence'), fc.nat(3), fc.nat(2), fc.boolean(), recovery).map(
        ([processor, count, maxConcurrency, isDistributed, fields]): Make =>
          (name) =>
            mapOf(processor(`${name}.0`), name, {
              count,
              maxConcurrency,
              isDistributed,
              fields,
            }),
      ),
    ),
    sequence: fc
      .array(tie('part'), { minLength: 1, maxLength: 3 })
      .map((parts) => (name: string) => sequenceOf(parts, name)),
  })).sequence;
  return part.map((make) => ({ ...make('x') }));
}

export { INPUT as DURABLE_INPUT };

function keyOf(name: string): string {
  return name.replace(/\W/g, '_');
}

const RETRY = [{ ErrorEquals: ['Odd'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 2 }];

/** Catchers are completed by the sequence, which knows the state that follows. */
const recoveries: fc.Arbitrary<object> = fc.record(
  { Retry: fc.constant(RETRY), Catch: fc.constant([{ ErrorEquals: ['States.ALL'] }]) },
  { requiredKeys: [] },
);

/** States without effects, in both query languages. */
const PLAIN: readonly Make[] = [
  (name) => ({ Type: 'Pass', Assign: { [`v_${keyOf(name)}.$`]: '$' } }),
  () => ({
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: "{% $merge([$states.input, { 'at': $states.context.State.Name }]) %}",
  }),
  () => ({ Type: 'Wait', Seconds: 5 }),
  () => ({ Type: 'Wait', QueryLanguage: 'JSONata', Seconds: '{% 2 + 1 %}' }),
  () => ({ Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1 }] }),
];

function mapOf(
  processor: object,
  name: string,
  {
    count,
    maxConcurrency,
    isDistributed,
    fields,
  }: { count: number; maxConcurrency: number; isDistributed: boolean; fields: object },
): object {
  return {
    Type: 'Map',
    QueryLanguage: 'JSONata',
    Items: Array.from({ length: count }, (_, at) => at),
    ItemSelector: { n: 1, path: "{% $states.input.path & '/' & $string($states.context.Map.Item.Index) %}" },
    MaxConcurrency: maxConcurrency,
    ItemProcessor: {
      ...(isDistributed && { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
      ...processor,
    },
    Output: `{% $merge([$states.input, { '${keyOf(name)}': $states.result }]) %}`,
    ...fields,
  };
}

/** The states one after the other, and a last one that catchers and choices lead to as well. */
function sequenceOf(parts: readonly Make[], name: string): object {
  const nameOf = (at: number) => (at === parts.length ? `${name}.end` : `${name}.s${at}`);
  const states = parts.map((make, at): [string, object] => [
    nameOf(at),
    linked(make(nameOf(at)), nameOf(at + 1), nameOf(parts.length)),
  ]);
  return {
    StartAt: nameOf(0),
    States: Object.fromEntries([...states, [nameOf(parts.length), lastOf(states)]]),
  };
}

/** Shows the variables that have been set on the way. */
function lastOf(states: readonly [string, object][]): object {
  const variables = states.flatMap(([, state]) =>
    Object.keys((state as { Assign?: object }).Assign ?? {}).map((name) => name.replace('.$', '')),
  );
  const shown = variables.map((name) => `'${name}': $exists($${name}) ? $${name} : 'none'`);
  return {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Output: `{% $merge([$states.input, { ${shown.join(', ')} }]) %}`,
    End: true,
  };
}

function linked(state: object, next: string, last: string): object {
  const { Choices, Catch, ...rest } = state as { Choices?: object[]; Catch?: object[] };
  const isData = (state as { QueryLanguage?: string }).QueryLanguage === 'JSONata';
  const caught = Catch?.map((one) => ({
    ...one,
    Next: last,
    ...(isData
      ? { Output: '{% $merge([$states.input, { "caught": $states.errorOutput.Error }]) %}' }
      : { ResultPath: '$.caught' }),
  }));
  if (Choices) return { ...rest, Choices: Choices.map((one) => ({ ...one, Next: next })), Default: last };
  return { ...rest, ...(caught && { Catch: caught }), Next: next };
}
