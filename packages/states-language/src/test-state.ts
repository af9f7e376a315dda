// Runs one state alone, as TestState does: with mocked effects, and with a look at its data on the way.
import { compileGraph, languageOf } from './compile.ts';
import { InvalidDefinitionError, validateStateMachine } from './definition.ts';
import { Run } from './execution-run.ts';
import { Cancelled } from './failure.ts';
import type { Language, Source } from './fields.ts';
import type { Execution, Host } from './host.ts';
import { isObject } from './jsonpath/evaluate.ts';
import { STATE_DATA } from './map/entries.ts';
import {
  type Flow,
  StateExecution,
  type StateTestRun,
  type StateType,
  type Variables,
} from './state-execution.ts';

export interface StateTest {
  /** A whole machine, or a single state. */
  definition: string | object;
  /** Which state of the machine, at any depth; the first one without it. */
  stateName?: string;
  execution: Execution;
  variables?: Variables;
  /** The whole context object. Without it there is one of this execution, where a state of a Map finds its input as the first item. */
  context?: Source;
  /** Gives the mocked result of a Task, Map or Parallel, or throws StatesTaskError. Without it a Task is called. */
  mock?: () => Promise<unknown>;
  retrierRetryCount?: number;
  mapIterationFailureCount?: number;
  mapItemReaderData?: unknown;
}

export interface StateTestResult {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  output?: unknown;
  error?: string;
  cause?: string;
  nextState?: string;
  /** TestState's inspectionData at its fullest: payloads as JSON text, numbers and `errorDetails` as they are. */
  inspection: Record<string, unknown>;
}

/** What TestState calls any state it tries. */
const LONE_STATE = 'StateName';

/** Tries one state once. Throws InvalidDefinitionError, also for a state name that is not there. */
export async function runState(test: StateTest, host: Host): Promise<StateTestResult> {
  const { source, language, isOfMap } = findState(test.definition, test.stateName);
  const states = { ...placeholders(source), [LONE_STATE]: source };
  const graph = compileGraph({ StartAt: LONE_STATE, States: states }, language);
  const state = graph.states.get(LONE_STATE)!;
  const testRun: StateTestRun = {
    inspection: { input: test.execution.input },
    context: test.context ?? contextOf(test.execution),
    isWholeContext: test.context !== undefined,
    retriesUsed: test.retrierRetryCount ?? 0,
    perform: test.mock,
    loaded: test.mapItemReaderData,
    failedIterations: test.mapIterationFailureCount ?? 0,
    answer: undefined,
    failure: undefined,
  };
  const { emit: _nobody, ...quiet } = host;
  const run = new Run(test.execution, { ...quiet, invoke: host.invoke.bind(host) });
  const flow: Flow = {
    run,
    scope: run.scope,
    previousEventId: 0,
    variables: test.variables ?? {},
    mapItem:
      isOfMap && !test.context ? { Index: 0, Value: test.execution.input, Source: STATE_DATA } : undefined,
    isNested: false,
  };
  const visit = new StateExecution(flow, state, test.execution.input, host.clock.now(), {
    enteredEventId: 0,
    enteredAfterId: 0,
  });
  visit.test = testRun;
  visit.attempt(testRun.retriesUsed);
  const result = await attempt(visit, testRun);
  return { ...result, inspection: shown(testRun, flow, source, language) };
}

/** A test is no execution that could be redriven, and without a role it has none. */
function contextOf({ id, input, name, roleArn, startTime }: Execution): Source {
  const started = new Date(startTime).toISOString();
  return { Execution: { Id: id, Input: input, Name: name, RoleArn: roleArn || null, StartTime: started } };
}

async function attempt(
  visit: StateExecution,
  testRun: StateTestRun,
): Promise<Omit<StateTestResult, 'inspection'>> {
  try {
    const step = await visit.state.run(visit);
    const next = step.next === undefined ? {} : { nextState: step.next };
    if (!testRun.failure) return { status: 'SUCCEEDED', output: step.output, ...next };
    return { status: 'CAUGHT_ERROR', output: step.output, ...testRun.failure.fault, ...next };
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const failure = visit.failureOf(error);
    const { answer } = testRun;
    return { status: answer && 'delaySeconds' in answer ? 'RETRIABLE' : 'FAILED', ...failure.fault };
  }
}

/** A state of a definition, as it is written there. */
export interface Located {
  source: Source;
  language: Language;
  /** Whether it is run for the items of a Map. */
  isOfMap: boolean;
}

/** Finds the state to test in a machine, at any depth, or takes a single state. Throws InvalidDefinitionError. */
export function findState(definition: string | object, stateName?: string): Located {
  const source = parsed(definition);
  const isMachine = 'States' in source;
  const machine = isMachine
    ? source
    : { StartAt: LONE_STATE, States: { ...placeholders(source), [LONE_STATE]: source } };
  const errors = validateStateMachine(machine).filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw new InvalidDefinitionError(errors);
  const name = stateName ?? (isMachine ? String(source['StartAt']) : LONE_STATE);
  const found = locateState(machine, name);
  if (found) return found;
  throw new InvalidDefinitionError([
    {
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message: `There is no state '${name}'`,
      location: '/States',
    },
  ]);
}

function parsed(definition: string | object): Source {
  if (typeof definition !== 'string') return definition as Source;
  try {
    const value: unknown = JSON.parse(definition);
    if (isObject(value)) return value;
  } catch {
    // Validation says what is wrong with the text.
  }
  throw new InvalidDefinitionError(validateStateMachine(definition));
}

/** Ends for the transitions of a state that stands alone. */
function placeholders(source: Source): Source {
  const parts = [source, ...listOf(source['Choices']), ...listOf(source['Catch'])];
  const targets = parts.flatMap((part) => (isObject(part) ? [part['Next'], part['Default']] : []));
  const names = targets.filter((target): target is string => typeof target === 'string');
  return Object.fromEntries(names.map((target) => [target, { Type: 'Succeed' }]));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A state by its name, in a graph or in what is inside its states; also where the definition is not valid. */
export function locateState(
  graph: Source,
  name: string,
  inherited: Language = 'JSONPath',
  isOfMap = false,
): Located | undefined {
  const language = languageOf(graph, inherited);
  const states = isObject(graph['States']) ? graph['States'] : {};
  const own = Object.hasOwn(states, name) ? states[name] : undefined;
  if (isObject(own)) return { source: own, language, isOfMap };
  for (const state of Object.values(states))
    for (const inner of graphsIn(state)) {
      const found = locateState(inner, name, language, isOfMap || !('Branches' in (state as Source)));
      if (found) return found;
    }
  return undefined;
}

/** The branches of a Parallel, or the processor of a Map. */
export function graphsIn(state: unknown): Source[] {
  if (!isObject(state)) return [];
  return [...listOf(state['Branches']), state['ItemProcessor'], state['Iterator']].filter(isObject);
}

const AFTER_RESULT = ['result', 'afterResultSelector', 'afterResultPath'];
const BEFORE_RESULT = ['afterInputPath', 'afterParameters', 'afterArguments'];

/** What TestState does not show of a type of state. */
const HIDDEN: Readonly<Record<StateType, readonly string[]>> = {
  Task: [],
  Pass: [],
  Parallel: [...BEFORE_RESULT, 'result'],
  Map: ['afterParameters', 'result'],
  Choice: ['afterParameters', ...AFTER_RESULT],
  Wait: ['afterParameters', ...AFTER_RESULT],
  Succeed: ['afterParameters', ...AFTER_RESULT],
  Fail: ['afterParameters', ...AFTER_RESULT],
};

const NUMBERS: ReadonlySet<string> = new Set([
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
]);

/** JSON as TestState writes it, with a space after every comma and colon. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`)
    .join(', ')}}`;
}

function shown(
  testRun: StateTestRun,
  flow: Flow,
  source: Source,
  language: Language,
): Record<string, unknown> {
  const inspection = { ...testRun.inspection };
  const type = source['Type'] as StateType;
  const hidden = new Set(HIDDEN[type]);
  if (type === 'Pass') for (const name of 'Result' in source ? BEFORE_RESULT : ['result']) hidden.add(name);
  if (languageOf(source, language) === 'JSONata' && type !== 'Task') hidden.add('result');
  for (const name of hidden) delete inspection[name];
  if (Object.keys(flow.variables).length > 0) inspection['variables'] = flow.variables;
  for (const [name, value] of Object.entries(inspection))
    if (!NUMBERS.has(name)) inspection[name] = spaced(value);
  const { answer } = testRun;
  if (answer && 'delaySeconds' in answer)
    inspection['errorDetails'] = {
      retryIndex: answer.retryIndex,
      retryBackoffIntervalSeconds: Math.round(answer.delaySeconds),
    };
  else if (answer) inspection['errorDetails'] = answer;
  return inspection;
}
