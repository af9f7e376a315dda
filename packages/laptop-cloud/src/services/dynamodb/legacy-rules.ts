// What DynamoDB asks of conditions and updates as they were before expressions, where the engine asks for more or less.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
import { validateConditions } from 'dynalite/validations/index.js';
import { complaint, detected, oneOf } from '../constraint-words.ts';
import { ServiceError } from '../service.ts';
import type { LegacyConditions } from './legacy-conditions.ts';
import { VALIDATION } from './validation.ts';

type Input = Record<string, unknown>;

/** Anything may be equal to these, or not; the engine takes them for a mistake. */
const COMPARED_AS_WHOLE = /^(?:BOOL|L|M|NULL)$/;
/** Types of which the engine's rules, which are those of filters, are not known to be those of writes. */
const FREE: Readonly<Record<string, RegExp>> = {
  EQ: COMPARED_AS_WHOLE,
  NE: COMPARED_AS_WHOLE,
  IN: /^(?:BOOL|NULL)$/,
};
const NOTHING = /$^/;
const ACTIONS = ['ADD', 'PUT', 'DELETE'];

/** Runs the engine's check of an input whose filters have something in place of what it does not compare. */
export function checkingFilters<Result>(input: Input, check: () => Result): Result {
  const filter = Object(input['QueryFilter'] ?? input['ScanFilter']) as Record<
    string,
    { ComparisonOperator?: string; AttributeValueList?: unknown[] }
  >;
  const aside = Object.values(filter).filter(
    ({ ComparisonOperator: operator, AttributeValueList: values }) =>
      /^(?:EQ|NE)$/.test(operator ?? '') && values?.length === 1 && isComparedAsWhole(values[0]),
  );
  const values = aside.map((condition) => condition.AttributeValueList);
  for (const condition of aside) condition.AttributeValueList = [{ S: 'whole' }];
  const result = check();
  for (const [at, condition] of aside.entries()) condition.AttributeValueList = values[at]!;
  return result;
}

function isComparedAsWhole(value: unknown): boolean {
  const [type, ...others] = Object.keys(Object(value));
  return others.length === 0 && COMPARED_AS_WHOLE.test(type ?? '');
}

/** Throws ValidationException. Takes what the engine has checked. */
export function checkLegacy({ Expected, ConditionalOperator, AttributeUpdates }: Input): void {
  const expected = Object.entries(Object(Expected) as LegacyConditions);
  const problem = validateConditions(
    Object.fromEntries(
      expected.flatMap(([name, { ComparisonOperator, AttributeValueList, Value }]) => {
        const values = AttributeValueList ?? (Value === undefined ? [] : [Value]);
        const isFree = (FREE[ComparisonOperator ?? ''] ?? NOTHING).test(
          Object.keys(Object(values[0]))[0] ?? '',
        );
        return ComparisonOperator === undefined || isFree
          ? []
          : [[name, { ComparisonOperator, AttributeValueList: values }]];
      }),
    ),
  );
  if (problem !== undefined) throw invalid(problem);
  if (ConditionalOperator !== undefined && expected.length === 0)
    throw invalid(
      'One or more parameter values were invalid: ConditionalOperator cannot be used without Filter or Expected',
    );
  for (const [name, update] of Object.entries(Object(AttributeUpdates) as Record<string, Input>)) {
    const { Action } = update;
    if (Action !== undefined && Action !== null && !ACTIONS.includes(Action as string))
      throw invalid(
        detected(1, complaint(`'${Action}'`, `attributeUpdates.${name}.member.action`, oneOf(ACTIONS))),
      );
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError(VALIDATION, message);
}
