// Validates a definition: every field known and well-formed, every transition with a target, every state reachable.
import type { Language } from '../fields.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import type { StateType } from '../visit.ts';
import { type Diagnostic, Place, TRANSITION } from './findings.ts';
import { isKnownResource } from './integrations.ts';
import {
  checkCatch,
  checkFields,
  checkMapParts,
  checkProcessorConfig,
  checkRetry,
  checkRule,
  objectsIn,
} from './parts.ts';
import { EXCLUSIVE, type Fields, fieldsOf, STATE_FIELDS } from './tables.ts';
import { anything, number, oneOf, text } from './values.ts';

type Source = Readonly<Record<string, unknown>>;

const MAX_DEFINITION_BYTES = 1_048_576;
const MAX_NAME_LENGTH = 80;

const GRAPH: Fields = {
  StartAt: text,
  States: anything,
  Comment: anything,
  QueryLanguage: oneOf('JSONPath', 'JSONata'),
};
const MACHINE: Fields = { ...GRAPH, Version: oneOf('1.0'), TimeoutSeconds: number(1, 99_999_999) };
const PROCESSOR: Fields = { ...GRAPH, ProcessorConfig: anything };

interface Scan {
  names: Set<string>;
  isExpress: boolean;
}

/** Gives everything that is wrong; empty for a valid definition. */
export function validateDefinition(definition: string | object, type: 'STANDARD' | 'EXPRESS'): Diagnostic[] {
  const found: Diagnostic[] = [];
  const place = new Place('', found);
  const source = parsed(definition, place);
  if (!source) return found;
  checkGraph(
    source,
    MACHINE,
    place,
    'JSONPath',
    { names: new Set(), isExpress: type === 'EXPRESS' },
    new Set(),
  );
  return found;
}

function parsed(definition: string | object, place: Place): Source | undefined {
  let value: unknown = definition;
  if (typeof definition === 'string') {
    if (Buffer.byteLength(definition) > MAX_DEFINITION_BYTES)
      place.error('The definition is larger than 1 MiB');
    try {
      value = JSON.parse(definition);
    } catch (error) {
      place.error(error instanceof Error ? error.message : 'not JSON', 'INVALID_JSON_DESCRIPTION');
      return undefined;
    }
  }
  if (isObject(value)) return value;
  place.error('The definition must be a JSON object', 'INVALID_JSON_DESCRIPTION');
  return undefined;
}

/** A machine, a branch or a processor. `outer` are the variables that may be read here but not assigned. */
function checkGraph(
  source: Source,
  fields: Fields,
  place: Place,
  inherited: Language,
  scan: Scan,
  outer: ReadonlySet<string>,
) {
  checkFields(source, fields, place, 'JSONPath', ['States', 'StartAt']);
  const language = languageOf(source, inherited, place);
  const { States: states, StartAt: startAt } = source;
  if (states === undefined) return;
  if (!isObject(states)) return place.at('States').error('Value must be an OBJECT');
  if (Object.keys(states).length === 0) return place.at('States').error('Value cannot be empty');
  const known = new Set(Object.keys(states));
  const targets = new Map<string, string[]>();
  const variables = new Set([...outer, ...Object.values(states).flatMap(assignedIn)]);
  for (const [name, state] of Object.entries(states)) {
    const there = place.at('States').at(name);
    if (name.length > MAX_NAME_LENGTH) there.error(`State names have at most ${MAX_NAME_LENGTH} characters`);
    if (scan.names.has(name)) there.error(`State name '${name}' is not unique`, 'DUPLICATE_STATE_NAME');
    scan.names.add(name);
    if (!isObject(state)) {
      there.error('Value must be an OBJECT');
      continue;
    }
    for (const variable of assignedIn(state))
      if (outer.has(variable))
        there.at('Assign').error(`The variable '${variable}' belongs to an outer scope`);
    checkState(state, there, language, scan, variables);
    targets.set(name, checkTransitions(state, there, known));
  }
  if (typeof startAt !== 'string') return;
  if (!known.has(startAt)) place.at('StartAt').error(`Missing 'StartAt' target: ${startAt}`, TRANSITION);
  else checkReachable(startAt, targets, place.at('States'));
}

function languageOf(source: Source, inherited: Language, place: Place): Language {
  const own = source['QueryLanguage'];
  if (own === 'JSONPath' && inherited === 'JSONata')
    place
      .at('QueryLanguage')
      .error("'QueryLanguage' can not be 'JSONPath' if the outer query language is 'JSONata'");
  return own === 'JSONata' || own === 'JSONPath' ? own : inherited;
}

/** The variables that a state assigns, by itself, by a rule or by a catcher. */
function assignedIn(state: unknown): string[] {
  if (!isObject(state)) return [];
  const parts = [state, ...listOf(state['Choices']), ...listOf(state['Catch'])];
  return parts.flatMap((part) =>
    isObject(part) && isObject(part['Assign'])
      ? Object.keys(part['Assign']).map((name) => name.replace(/\.\$$/, ''))
      : [],
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkState(
  source: Source,
  place: Place,
  inherited: Language,
  scan: Scan,
  variables: ReadonlySet<string>,
) {
  const type = source['Type'] as StateType;
  if (type === undefined) return place.error('These fields are required: [Type]');
  if (!Object.hasOwn(STATE_FIELDS, type))
    return place.at('Type').error(`Value must be one of [${Object.keys(STATE_FIELDS).join(', ')}]`);
  const language = languageOf(source, inherited, place);
  checkFields(source, fieldsOf(type, language), place, language, STATE_FIELDS[type].required);
  for (const pair of EXCLUSIVE) {
    const given = pair.filter((name) => name in source);
    if (given.length > 1) place.error(`Only one of these fields is allowed: [${given.join(', ')}]`);
  }
  if ('Retry' in source) checkRetry(source['Retry'], place.at('Retry'));
  if ('Catch' in source) checkCatch(source['Catch'], place.at('Catch'), language);
  CHECK[type]?.(source, place, language, { scan, variables, inherited });
}

interface Surroundings {
  scan: Scan;
  variables: ReadonlySet<string>;
  inherited: Language;
}

type CheckState = (source: Source, place: Place, language: Language, around: Surroundings) => void;

const CHECK: Readonly<Partial<Record<StateType, CheckState>>> = {
  Task: (source, place, _language, { scan }) => {
    checkResource(source['Resource'], place.at('Resource'), scan);
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = source;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
      place.at('HeartbeatSeconds').error('HeartbeatSeconds must be smaller than TimeoutSeconds');
  },
  Wait: (source, place) => {
    const given = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((name) => name in source);
    if (given.length !== 1)
      place.error('A Wait state must have exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath]');
  },
  Choice: (source, place, language) => {
    if (!('Choices' in source)) return;
    for (const [rule, there] of objectsIn(source['Choices'], place.at('Choices')))
      checkRule(rule, there, language);
  },
  Parallel: (source, place, _language, { scan, variables, inherited }) => {
    if (!('Branches' in source)) return;
    for (const [branch, there] of objectsIn(source['Branches'], place.at('Branches')))
      checkGraph(branch, GRAPH, there, inherited, scan, variables);
  },
  Map: (source, place, language, { scan, variables, inherited }) => {
    const field = 'ItemProcessor' in source ? 'ItemProcessor' : 'Iterator';
    const processor = source[field];
    if (processor === undefined) return place.error('These fields are required: [ItemProcessor]');
    if (!isObject(processor)) return;
    const config = processor['ProcessorConfig'];
    if (config !== undefined) checkProcessorConfig(config, place.at(field).at('ProcessorConfig'));
    const isDistributed = isObject(config) && config['Mode'] === 'DISTRIBUTED';
    checkMapParts(source, place, language, isDistributed);
    // Child executions see no variable of their parent, so every name is free there.
    checkGraph(processor, PROCESSOR, place.at(field), inherited, scan, isDistributed ? new Set() : variables);
  },
};

function checkResource(resource: unknown, place: Place, scan: Scan) {
  if (typeof resource !== 'string') return;
  if (!isKnownResource(resource))
    return place.error(
      `The resource provided ${resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  const pattern = /\.(sync|waitForTaskToken)(:2)?$/.exec(resource)?.[1];
  if (scan.isExpress && pattern)
    place.error(`Express state machine does not support '.${pattern}' service integration `);
}

/** Every target must exist in the same graph. Gives the targets. */
function checkTransitions(source: Source, place: Place, known: ReadonlySet<string>): string[] {
  const targets: string[] = [];
  const go = (target: unknown, there: Place, field: string) => {
    if (typeof target !== 'string') return;
    targets.push(target);
    if (!known.has(target)) there.at(field).error(`Missing '${field}' target: ${target}`, TRANSITION);
  };
  go(source['Next'], place, 'Next');
  go(source['Default'], place, 'Default');
  for (const list of ['Choices', 'Catch'])
    for (const [at, part] of listOf(source[list]).entries())
      if (isObject(part)) go(part['Next'], place.at(list).at(at), 'Next');
  const type = source['Type'] as string;
  if (['Choice', 'Succeed', 'Fail'].includes(type)) return targets;
  const { Next: next, End: end } = source;
  if (end !== undefined && typeof end !== 'boolean') place.at('End').error('Value must be a BOOLEAN');
  if (next === undefined && end !== true) place.error("A state must have either 'Next' or 'End'");
  if (next !== undefined && end === true) place.error("A state can not have both 'Next' and 'End'");
  return targets;
}

function checkReachable(startAt: string, targets: ReadonlyMap<string, string[]>, place: Place) {
  const reached = new Set([startAt]);
  for (const name of reached) for (const target of targets.get(name) ?? []) reached.add(target);
  for (const name of targets.keys())
    if (!reached.has(name)) place.at(name).error(`State "${name}" is not reachable.`, TRANSITION);
}
