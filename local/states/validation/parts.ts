// Checks of the structured fields of a state: Retry, Catch, Choices, and what belongs to a Map.
import type { Language } from '../fields.ts';
import { isObject } from '../jsonpath/evaluate.ts';
import { isOperator } from '../kinds/choice.ts';
import { TYPE_TESTS } from '../kinds/comparisons.ts';
import type { Place } from './findings.ts';
import {
  CATCHER,
  type Fields,
  ITEM_BATCHER,
  ITEM_READER,
  PROCESSOR_CONFIG,
  READER_CONFIG,
  RESULT_WRITER,
  RETRIER,
  WRITER_CONFIG,
} from './tables.ts';
import { assign, expression, flag, number, path, template, text, timestamp } from './values.ts';

type Source = Readonly<Record<string, unknown>>;

/** Checks the fields of an object against a table: all known, all well, and the required ones there. */
export function checkFields(
  source: Source,
  fields: Fields,
  place: Place,
  language: Language,
  required: readonly string[] = [],
) {
  const missing = required.filter((name) => !(name in source));
  if (missing.length > 0) place.error(`These fields are required: [${missing.join(', ')}]`);
  for (const [name, value] of Object.entries(source)) {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check) check(value, place.at(name), language);
    else place.at(name).error(`Field '${name}' is not supported`);
  }
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
    checkFields(source, RETRIER, there, 'JSONPath', ['ErrorEquals']);
    checkErrorEquals(source['ErrorEquals'], there.at('ErrorEquals'), at === entries.length - 1);
  }
}

export function checkCatch(value: unknown, place: Place, language: Language) {
  if (Array.isArray(value) && value.length === 0) return;
  const entries = objectsIn(value, place);
  for (const [at, [source, there]] of entries.entries()) {
    checkFields(source, CATCHER[language], there, language, ['ErrorEquals', 'Next']);
    checkErrorEquals(source['ErrorEquals'], there.at('ErrorEquals'), at === entries.length - 1);
  }
}

function checkErrorEquals(value: unknown, place: Place, isLast: boolean) {
  if (value === undefined) return;
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    return place.error('Value must be an ARRAY of STRING');
  if (value.length === 0) return place.error('Value cannot be empty');
  if (!value.includes('States.ALL')) return;
  if (value.length > 1) place.error('States.ALL must appear alone');
  else if (!isLast) place.error('States.ALL must appear in the last entry');
}

/** A rule of a Choice; only the outermost has a Next. */
export function checkRule(source: Source, place: Place, language: Language, isOutermost = true) {
  const { Next: next, Assign: assigned, Comment: _comment, Output: output, ...test } = source;
  if (isOutermost) {
    if (typeof next !== 'string') place.error('These fields are required: [Next]');
    if (assigned !== undefined) assign(assigned, place.at('Assign'), language);
    if (output !== undefined && language === 'JSONata') template(output, place.at('Output'), language);
  } else
    for (const name of ['Next', 'Assign', 'Output'])
      if (name in source) place.at(name).error(`Field '${name}' is not supported`);
  if (output !== undefined && language === 'JSONPath')
    place.at('Output').error("Field 'Output' is not supported");
  if (language === 'JSONata') checkCondition(test, place);
  else checkTest(test, place);
}

function checkCondition(test: Source, place: Place) {
  checkFields(
    test,
    {
      Condition: (value, there) => {
        if (typeof value !== 'boolean') expression(value, there, 'JSONata');
      },
    },
    place,
    'JSONata',
    ['Condition'],
  );
}

function checkTest(test: Source, place: Place) {
  const names = Object.keys(test);
  const combined = names.find((name) => ['And', 'Or', 'Not'].includes(name));
  if (combined) {
    for (const name of names.filter((one) => one !== combined))
      place.at(name).error(`Field '${name}' is not supported`);
    const inner = test[combined];
    const there = place.at(combined);
    if (combined !== 'Not')
      for (const [rule, at] of objectsIn(inner, there)) checkRule(rule, at, 'JSONPath', false);
    else if (isObject(inner)) checkRule(inner, there, 'JSONPath', false);
    else there.error('Value must be an OBJECT');
    return;
  }
  const operators = names.filter(isOperator);
  for (const name of names)
    if (name !== 'Variable' && !operators.includes(name))
      place.at(name).error(`Field '${name}' is not supported`);
  if (!('Variable' in test)) place.error('These fields are required: [Variable]');
  else path(test['Variable'], place.at('Variable'), 'JSONPath');
  const [operator] = operators;
  if (operators.length !== 1 || !operator)
    return place.error('A rule must have exactly one comparison operator');
  checkOperand(operator, test[operator], place.at(operator));
}

function checkOperand(operator: string, operand: unknown, place: Place) {
  if (operator === 'IsPresent' || operator in TYPE_TESTS || operator === 'BooleanEquals')
    return flag(operand, place, 'JSONPath');
  if (operator.endsWith('Path')) return path(operand, place, 'JSONPath');
  if (operator.startsWith('Numeric'))
    return number(-Number.MAX_VALUE, Number.MAX_VALUE, false)(operand, place, 'JSONPath');
  if (operator.startsWith('Timestamp')) return timestamp(operand, place, 'JSONPath');
  text(operand, place, 'JSONPath');
}

/** What a Map may have beside its processor, most of it only when it is distributed. */
export function checkMapParts(source: Source, place: Place, language: Language, isDistributed: boolean) {
  const parts: [string, Fields, readonly string[]][] = [
    ['ItemReader', ITEM_READER[language], ['Resource']],
    ['ItemBatcher', ITEM_BATCHER, []],
    ['ResultWriter', RESULT_WRITER[language], []],
  ];
  for (const [name, fields, required] of parts) {
    const part = source[name];
    if (!isObject(part)) continue;
    if (!isDistributed) place.at(name).error(`Field '${name}' is only supported in DISTRIBUTED mode`);
    checkFields(part, fields, place.at(name), language, required);
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
  if (manifest === 'S3_INVENTORY' && type !== undefined && type !== 'MANIFEST')
    place.at('InputType').error("Field 'InputType' is not supported");
}

export function checkProcessorConfig(value: unknown, place: Place) {
  if (isObject(value)) checkFields(value, PROCESSOR_CONFIG, place, 'JSONPath');
  else place.error('Value must be an OBJECT');
}
