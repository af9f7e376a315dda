// Conditions as they were before expressions: Expected of writes, QueryFilter and ScanFilter of reads.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
import type { Condition, Value } from './conditions.ts';

/** By attribute. */
export type LegacyConditions = Readonly<Record<string, LegacyCondition>>;

interface LegacyCondition {
  ComparisonOperator?: string;
  AttributeValueList?: readonly Value[];
  /** Of Expected: what the attribute is to equal, or that it is not to be there. */
  Value?: Value;
  Exists?: boolean;
}

const COMPARISONS = {
  EQ: '=',
  NE: '<>',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  IN: 'in',
  BETWEEN: 'between',
} as const;
const FUNCTIONS: Readonly<Record<string, string>> = {
  NOT_NULL: 'attribute_exists',
  NULL: 'attribute_not_exists',
  CONTAINS: 'contains',
  BEGINS_WITH: 'begins_with',
};

/** What an expression would say in their place; one holds with OR, all with anything else. */
export function conditionOf(conditions: LegacyConditions, operator: unknown): Condition {
  const args = Object.entries(conditions).map(([attribute, one]) => ofAttribute(attribute, one));
  return { type: operator === 'OR' ? 'or' : 'and', args };
}

function ofAttribute(attribute: string, condition: LegacyCondition): Condition {
  const { Exists, Value: value, AttributeValueList: values = value ? [value] : [] } = condition;
  const operator = condition.ComparisonOperator ?? (Exists === false ? 'NULL' : 'EQ');
  const args = [[attribute], ...values];
  if (operator === 'NOT_CONTAINS')
    // What is not there contains nothing, and does not not contain it either.
    return {
      type: 'and',
      args: [
        { type: 'function', name: 'attribute_exists', args: [[attribute]] },
        { type: 'not', args: [{ type: 'function', name: 'contains', args }] },
      ],
    };
  const name = FUNCTIONS[operator];
  return name === undefined
    ? { type: COMPARISONS[operator as keyof typeof COMPARISONS], args }
    : { type: 'function', name, args };
}
