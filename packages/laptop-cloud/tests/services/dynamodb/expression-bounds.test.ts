import { refuseHeavyExpressions } from '../../../src/services/dynamodb/expression-bounds.ts';

const grouped = (depth: number) => `${'('.repeat(depth)}a = :a${')'.repeat(depth)}`;

it.each(['ConditionExpression', 'FilterExpression', 'KeyConditionExpression', 'UpdateExpression'])(
  'refuses a %s with more than seven parentheses within each other, by name',
  (member) => {
    expect(() => refuseHeavyExpressions({ [member]: grouped(7) })).not.toThrow();
    expect(() => refuseHeavyExpressions({ [member]: grouped(8) })).toThrow(
      `NotImplemented: the local dynamodb service reads no ${member} with more than 7 parentheses within each other`,
    );
  },
);

it('takes any number of parentheses side by side', () => {
  const FilterExpression = Array.from({ length: 100 }, () => '(a = :a)').join(' AND ');

  expect(() => refuseHeavyExpressions({ FilterExpression })).not.toThrow();
});

it('refuses more than 4 KB in the words of DynamoDB', () => {
  expect(() => refuseHeavyExpressions({ UpdateExpression: 'ä'.repeat(2049) })).toThrow(
    'Invalid UpdateExpression: Expression size has exceeded the maximum allowed size; expression size: 4098',
  );
});
