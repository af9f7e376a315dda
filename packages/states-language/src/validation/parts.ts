// Checks of the structured fields of a state: Retry, Catch, Choices, and what belongs to a Map.
import type { Language, Source } from '../fields.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import { isOperator } from '../state-types/choice.ts';
import { TYPE_TESTS } from '../state-types/comparisons.ts';
import type { Place } from './findings.ts';
import {
  CATCHER,
  EXCLUSIVE,
  type Fields,
  ITEM_BATCHER,
  ITEM_READER,
  otherLanguage,
  PROCESSOR_CONFIG,
  READER_CONFIG,
  RESULT_WRITER,
  RETRIER,
  WRITER_CONFIG,
} from './tables.ts';
import { assign, expression, flag, literalText, number, reference, template, timestamp } from './values.ts';

interface Rules {
  required?: readonly string[];
  /** The fields that the object has in the other query language. */
  others?: Fields;
}

/** Checks the fields of an object against a table: all known, all well, none too many, and the required ones there. */
export function checkFields(
  source: Source,
  fields: Fields,
  place: Place,
  language: Language,
  { required = [], others = {} }: Rules = {},
) {
  const missing = required.filter((name) => !(name in source));
  if (missing.length > 0) place.error(`These fields are required: [${missing.join(', ')}]`);
  for (const [name, value] of Object.entries(source)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check) check(value, place.at(name), language);
    else if (Object.hasOwn(others, name)) refuseLanguage(name, place, language);
    else refuse(name, place);
  }
  for (const names of EXCLUSIVE) checkOnlyOne(source, names, place);
}

/** AWS says it of the object, not of the field. */
function refuse(name: string, place: Place) {
  place.error(`Field '${name}' is not supported`);
}

function refuseLanguage(name: string, place: Place, language: Language) {
  place.error(
    `The QueryLanguage is set to '${language}', but field '${name}' is only supported for the '${otherLanguage(language)}' QueryLanguage`,
  );
}

export function checkOnlyOne(source: Source, names: readonly string[], place: Place) {
  const given = names.filter((name) => name in source);
  if (given.length > 1)
    place.error(`There should only be one of the following fields: [${given.join(', ')}]`);
}

/** Exactly one of several fields. */
export function checkOne(source: Source, names: readonly string[], place: Place) {
  if (!names.some((name) => name in source))
    place.error(`This object should have only one of the following fields: [${names.join(', ')}]`);
  checkOnlyOne(source, names, place);
}

/** A list that must hold objects, and at least one. */
export function objectsIn(value: unknown, place: Place): [Source, Place][] {
  if (!Array.isArray(value)) place.error('Value must be an ARRAY');
  else if (value.length === 0) place.error('Value cannot be empty');
  else
    return value.flatMap((item: unknown, at): [Source, Place][] => {
      if (isObject(item)) return [[item, place.at(at)]];
      place.at(at).error('Value must be an OBJECT');
      return [];
    });
  return [];
}

export function checkRetry(value: unknown, place: Place) {
  if (Array.isArray(value) && value.length === 0) return;
  const entries = objectsIn(value, place);
  for (const [at, [source, there]] of entries.entries()) {
    checkFields(source, RETRIER, there, 'JSONPath', { required: ['ErrorEquals'] });
    checkErrorEquals(source['ErrorEquals'], there.at('ErrorEquals'), at === entries.length - 1);
  }
}

export function checkCatch(value: unknown, place: Place, language: Language) {
  if (Array.isArray(value) && value.length === 0) return;
  const entries = objectsIn(value, place);
  for (const [at, [source, there]] of entries.entries()) {
    const others = CATCHER[otherLanguage(language)];
    checkFields(source, CATCHER[language], there, language, { required: ['ErrorEquals', 'Next'], others });
    checkErrorEquals(source['ErrorEquals'], there.at('ErrorEquals'), at === entries.length - 1);
  }
}

function checkErrorEquals(value: unknown, place: Place, isLast: boolean) {
  if (value === undefined) return;
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    return place.error('Value must be an ARRAY of STRING');
  if (value.length === 0) return place.error('Value cannot be empty');
  if (!value.includes('States.ALL')) return;
  if (value.length > 1 || !isLast) place.error('States.ALL must appear alone and at end of list');
}

/** A rule of a Choice; only the outermost has a Next. */
export function checkRule(source: Source, place: Place, language: Language, isOutermost = true) {
  const { Next: next, Assign: assigned, Comment: _comment, Output: output, ...test } = source;
  if (isOutermost) {
    if (typeof next !== 'string') place.error('These fields are required: [Next]');
    if (assigned !== undefined) assign(assigned, place.at('Assign'), language);
    if (output !== undefined && language === 'JSONata') template(output, place.at('Output'), language);
  } else for (const name of ['Next', 'Assign', 'Output']) if (name in source) refuse(name, place);
  if (output !== undefined && language === 'JSONPath') refuseLanguage('Output', place, language);
  if (language === 'JSONata') checkCondition(test, place);
  else checkTest(test, place);
}

function checkCondition(test: Source, place: Place) {
  for (const name of Object.keys(test))
    if (name === 'Variable' || COMBINING.includes(name) || isOperator(name))
      refuseLanguage(name, place, 'JSONata');
    else if (name !== 'Condition') refuse(name, place);
  const { Condition: condition } = test;
  if (condition === undefined) place.error('These fields are required: [Condition]');
  else if (typeof condition !== 'boolean') expression(condition, place.at('Condition'), 'JSONata');
}

const COMBINING = ['And', 'Or', 'Not'];

function checkTest(test: Source, place: Place) {
  if ('Condition' in test) return refuseLanguage('Condition', place, 'JSONPath');
  const names = Object.keys(test);
  const selectors = [...COMBINING, 'Variable'];
  if (names.filter((name) => selectors.includes(name)).length !== 1)
    return place.error(
      'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]',
    );
  const combined = names.find((name) => COMBINING.includes(name));
  if (combined) {
    for (const name of names.filter((one) => one !== combined)) refuse(name, place);
    const inner = test[combined];
    const there = place.at(combined);
    if (combined !== 'Not')
      for (const [rule, at] of objectsIn(inner, there)) checkRule(rule, at, 'JSONPath', false);
    else if (isObject(inner)) checkRule(inner, there, 'JSONPath', false);
    else there.error('Value must be an OBJECT');
    return;
  }
  const operators = names.filter(isOperator);
  for (const name of names) if (name !== 'Variable' && !operators.includes(name)) refuse(name, place);
  reference(test['Variable'], place.at('Variable'), 'JSONPath');
  checkOnlyOne(test, operators, place);
  const [operator] = operators;
  if (!operator) return place.error('A rule must have exactly one comparison operator');
  checkOperand(operator, test[operator], place.at(operator));
}

function checkOperand(operator: string, operand: unknown, place: Place) {
  if (operator === 'IsPresent' || operator in TYPE_TESTS || operator === 'BooleanEquals')
    return flag(operand, place, 'JSONPath');
  if (operator.endsWith('Path')) return reference(operand, place, 'JSONPath');
  if (operator.startsWith('Numeric'))
    return number(-Number.MAX_VALUE, Number.MAX_VALUE, false)(operand, place, 'JSONPath');
  if (operator.startsWith('Timestamp')) return timestamp(operand, place, 'JSONPath');
  literalText(operand, place, 'JSONPath');
}

/** What a Map may have beside its processor, most of it only when it is distributed. */
export function checkMapParts(source: Source, place: Place, language: Language, isDistributed: boolean) {
  const other = otherLanguage(language);
  const parts: [string, Fields, Rules][] = [
    ['ItemReader', ITEM_READER[language], { required: ['Resource'], others: ITEM_READER[other] }],
    ['ItemBatcher', ITEM_BATCHER, {}],
    ['ResultWriter', RESULT_WRITER[language], { others: RESULT_WRITER[other] }],
  ];
  for (const [name, fields, rules] of parts) {
    const part = source[name];
    if (!isObject(part)) continue;
    if (!isDistributed) place.at(name).error(`Field '${name}' is only supported in DISTRIBUTED mode`);
    checkFields(part, fields, place.at(name), language, rules);
    for (const [config, table] of [
      ['ReaderConfig', READER_CONFIG],
      ['WriterConfig', WRITER_CONFIG],
    ] as const) {
      const inner = part[config];
      if (!isObject(inner)) continue;
      checkFields(inner, table, place.at(name).at(config), language);
      if (config === 'ReaderConfig') checkReaderConfig(inner, place.at(name).at(config));
    }
  }
  for (const name of Object.keys(source))
    if (!isDistributed && name.startsWith('ToleratedFailure'))
      place.at(name).warn(`Field '${name}' has no effect in INLINE mode`, 'INEFFECTIVE_FIELD');
  if (!isDistributed && 'Label' in source)
    place.at('Label').error("Field 'Label' is only supported in DISTRIBUTED mode");
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html#itemreader-field-contents */
function checkReaderConfig(config: Source, place: Place) {
  const { InputType: type, Transformation: transformation, ManifestType: manifest } = config;
  if (transformation === 'LOAD_AND_FLATTEN' && type === undefined)
    place.error('These fields are required: [InputType]');
  // The files of an inventory are CSV, whatever else may be said.
  if (manifest === 'S3_INVENTORY' && type !== undefined && type !== 'MANIFEST') refuse('InputType', place);
  if (type === 'CSV' && !('CSVHeaderLocation' in config))
    place.error("The field 'CSVHeaderLocation' is required");
  if (type === 'JSON' && 'CSVHeaderLocation' in config) refuse('CSVHeaderLocation', place);
  if (config['CSVHeaderLocation'] === 'GIVEN' && !('CSVHeaders' in config))
    place.error('These fields are required: [CSVHeaders]');
}

export function checkProcessorConfig(value: unknown, place: Place, isExpress: boolean) {
  if (!isObject(value)) return place.error('Value must be an OBJECT');
  const isDistributed = value['Mode'] === 'DISTRIBUTED';
  checkFields(value, PROCESSOR_CONFIG, place, 'JSONPath', {
    required: isDistributed ? ['ExecutionType'] : [],
  });
  if (!isDistributed && 'ExecutionType' in value) refuse('ExecutionType', place);
  if (isDistributed && isExpress)
    place
      .at('Mode')
      .error("The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines");
}
