// Validates a definition: every field known and well-formed, every transition with a target, every state reachable.
import type { Language, Source } from '../fields.ts';
import { jsonFault } from '../json-faults.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import type { StateType } from '../state-execution.ts';
import { type Diagnostic, Place, TRANSITION, type VariableReferences } from './findings.ts';
import {
  checkCatch,
  checkFields,
  checkMapParts,
  checkOne,
  checkProcessorConfig,
  checkRetry,
  checkRule,
  objectsIn,
} from './parts.ts';
import { checkCredentials, checkResource } from './resource.ts';
import { type Fields, fieldsOf, otherLanguage, STATE_FIELDS } from './tables.ts';
import { anything, number, oneOf, text } from './values.ts';

const MAX_DEFINITION_BYTES = 1_048_576;
const MAX_NAME_LENGTH = 80;
const MAX_LABEL_LENGTH = 40;
/** As AWS lists them. */
const TYPES_IN_ORDER = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'];

const STATES: Fields = { StartAt: text, States: anything, Comment: anything };
const GRAPH: Fields = { ...STATES, QueryLanguage: oneOf('JSONPath', 'JSONata') };
const MACHINE: Fields = { ...GRAPH, Version: oneOf('1.0'), TimeoutSeconds: number(1, 99_999_999) };
const PROCESSOR: Fields = { ...STATES, ProcessorConfig: anything };

/** What is seen of a whole definition while it is read. */
interface Scan {
  names: Set<string>;
  labels: Set<string>;
  isExpress: boolean;
}

/** Gives everything that is wrong; empty for a valid definition. `references` is filled with the variables that its states read. */
export function validateDefinition(
  definition: string | object,
  type: 'STANDARD' | 'EXPRESS',
  references?: VariableReferences,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const place = new Place('', found, references);
  const source = parsed(definition, place);
  if (!source) return found;
  const scan = { names: new Set<string>(), labels: new Set<string>(), isExpress: type === 'EXPRESS' };
  checkGraph(source, MACHINE, place, 'JSONPath', scan);
  return found;
}

function parsed(definition: string | object, place: Place): Source | undefined {
  let value: unknown = definition;
  if (typeof definition === 'string') {
    if (Buffer.byteLength(definition) > MAX_DEFINITION_BYTES)
      place.error('The definition is larger than 1 MiB');
    try {
      value = definition.trim() === '' ? undefined : JSON.parse(definition);
    } catch (error) {
      const { problem, source } = jsonFault(definition) ?? { problem: (error as Error).message, source: '/' };
      place.errorAt(source, `${problem}\n at ${source}`, 'INVALID_JSON_DESCRIPTION');
      return undefined;
    }
  }
  if (isObject(value)) return value;
  place.errorOfAll('Definition must be a valid JSON object', 'SCHEMA_VALIDATION_FAILED');
  return undefined;
}

/** A machine, a branch or a processor. The variables of the place may be read here but not assigned. */
function checkGraph(source: Source, fields: Fields, place: Place, inherited: Language, scan: Scan) {
  checkFields(source, fields, place, 'JSONPath', { required: ['States', 'StartAt'] });
  const language = languageOf(source, inherited, place);
  const { States: states, StartAt: startAt } = source;
  if (states === undefined) return;
  if (!isObject(states)) return place.at('States').error('Value must be an OBJECT');
  if (Object.keys(states).length === 0) return place.at('States').error('Value cannot be empty');
  const known = new Set(Object.keys(states));
  const targets = new Map<string, string[]>();
  const { variables: outer, taken: outerTaken } = place.scope;
  const all = Object.values(states);
  const variables = new Set([...outer, ...all.flatMap((state) => assignedIn(state, ['Choices', 'Catch']))]);
  // What only a catcher assigns may be assigned inside as well: AWS takes that.
  const taken = new Set([...outerTaken, ...all.flatMap((state) => assignedIn(state, ['Choices']))]);
  for (const [name, state] of Object.entries(states)) {
    const there = place.at('States').at(name).seeing({ variables, taken, state: name });
    checkLength(name, MAX_NAME_LENGTH, there, 'INVALID_STATE_NAME');
    if (scan.names.has(name)) there.error(`Duplicate State name: ${name}`, 'DUPLICATE_STATE_NAME');
    scan.names.add(name);
    if (!isObject(state)) {
      there.error('Value must be an OBJECT');
      continue;
    }
    for (const variable of assignedIn(state, ['Choices', 'Catch']))
      if (outerTaken.has(variable))
        there
          .at('Assign')
          .error(
            `The variable name '${variable}' was already defined in a parent scope.`,
            'DUPLICATE_VARIABLE_NAME',
          );
    checkState(state, there, language, scan);
    targets.set(name, checkTransitions(state, there, known));
  }
  if (typeof startAt !== 'string') return;
  if (!known.has(startAt))
    return place.at('StartAt').error(`Missing 'StartAt' target: ${startAt}`, TRANSITION);
  // AWS asks only of the machine itself that it can end, and then does not say what else it cannot reach.
  if (fields === MACHINE && !Object.values(states).some(isTerminal))
    return place.errorOfAll('Workflow has no terminal state', 'MISSING_END_STATE');
  checkReachable(startAt, targets, place.at('States'));
}

function checkLength(name: string, most: number, place: Place, code: string) {
  if (name.length > most)
    place.error(`'${name}' exceeds the ${most}-character limit allowed by the service`, code);
}

function isTerminal(state: unknown): boolean {
  return (
    isObject(state) && (state['End'] === true || state['Type'] === 'Succeed' || state['Type'] === 'Fail')
  );
}

function languageOf(source: Source, inherited: Language, place: Place): Language {
  const own = source['QueryLanguage'];
  if (own === 'JSONPath' && inherited === 'JSONata')
    place.error("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
  return own === 'JSONata' || own === 'JSONPath' ? own : inherited;
}

/** The variables that a state assigns by itself, and by the parts in these lists. */
function assignedIn(state: unknown, lists: readonly ('Choices' | 'Catch')[]): string[] {
  if (!isObject(state)) return [];
  const parts = [state, ...lists.flatMap((list) => listOf(state[list]))];
  return parts.flatMap((part) =>
    isObject(part) && isObject(part['Assign'])
      ? Object.keys(part['Assign']).map((name) => name.replace(/\.\$$/, ''))
      : [],
  );
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function checkState(source: Source, place: Place, inherited: Language, scan: Scan) {
  const type = source['Type'] as StateType;
  if (type === undefined) return place.error('These fields are required: [Type]');
  if (!Object.hasOwn(STATE_FIELDS, type))
    return place
      .at('Type')
      .error(`The field 'Type' should have one of these values: [${TYPES_IN_ORDER.join(', ')}]`);
  const language = languageOf(source, inherited, place);
  const others = STATE_FIELDS[type][otherLanguage(language)];
  checkFields(source, fieldsOf(type, language), place, language, {
    required: STATE_FIELDS[type].required,
    others,
  });
  if ('Retry' in source) checkRetry(source['Retry'], place.at('Retry'));
  if ('Catch' in source) checkCatch(source['Catch'], place.at('Catch'), language);
  CHECK[type]?.(source, place, language, { scan, inherited });
}

interface Surroundings {
  scan: Scan;
  inherited: Language;
}

type CheckState = (source: Source, place: Place, language: Language, around: Surroundings) => void;

const CHECK: Readonly<Partial<Record<StateType, CheckState>>> = {
  Task: (source, place, _language, { scan }) => {
    checkResource(source['Resource'], place.at('Resource'), scan.isExpress);
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = source;
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
      place.at('HeartbeatSeconds').error('HeartbeatSeconds must be smaller than TimeoutSeconds');
    checkCredentials(source, place.at('Credentials'));
  },
  Wait: (source, place) => checkOne(source, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], place),
  Choice: (source, place, language) => {
    if (!('Choices' in source)) return;
    for (const [rule, there] of objectsIn(source['Choices'], place.at('Choices')))
      checkRule(rule, there, language);
  },
  Parallel: (source, place, _language, { scan, inherited }) => {
    if (!('Branches' in source)) return;
    for (const [branch, there] of objectsIn(source['Branches'], place.at('Branches')))
      checkGraph(branch, GRAPH, there, inherited, scan);
  },
  Map: (source, place, language, { scan, inherited }) => {
    checkOne(source, ['ItemProcessor', 'Iterator'], place);
    const field = 'ItemProcessor' in source ? 'ItemProcessor' : 'Iterator';
    const processor = source[field];
    if (!isObject(processor)) return;
    const config = processor['ProcessorConfig'];
    if (config !== undefined)
      checkProcessorConfig(config, place.at(field).at('ProcessorConfig'), scan.isExpress);
    const isDistributed = isObject(config) && config['Mode'] === 'DISTRIBUTED';
    checkMapParts(source, place, language, isDistributed);
    checkLabel(source['Label'], place.at('Label'), scan.labels);
    // Child executions see no variable of their parent, so every name is free there.
    const there = isDistributed
      ? place.at(field).seeing({ variables: new Set(), taken: new Set() })
      : place.at(field);
    checkGraph(processor, PROCESSOR, there, inherited, scan);
  },
};

/**
 * Labels are part of the ARNs of map runs, so no two Maps of a machine share one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
function checkLabel(label: unknown, place: Place, labels: Set<string>) {
  if (typeof label !== 'string') return;
  checkLength(label, MAX_LABEL_LENGTH, place, 'INVALID_LABEL_NAME');
  if (!/^[^\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]+$/u.test(label))
    place.error(`'${label}' is empty, or has characters that a Label cannot have`, 'INVALID_LABEL_NAME');
  if (labels.has(label)) place.error(`Duplicate Label name: ${label}`, 'DUPLICATE_LABEL_NAME');
  labels.add(label);
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
  const { End: end, ...rest } = source;
  if (end !== undefined && typeof end !== 'boolean') place.at('End').error('Value must be a BOOLEAN');
  checkOne(end === true ? source : rest, ['Next', 'End'], place);
  return targets;
}

function checkReachable(startAt: string, targets: ReadonlyMap<string, string[]>, place: Place) {
  const reached = new Set([startAt]);
  for (const name of reached) for (const target of targets.get(name) ?? []) reached.add(target);
  for (const name of targets.keys())
    if (!reached.has(name)) place.at(name).error(`State "${name}" is not reachable.`, TRANSITION);
}
