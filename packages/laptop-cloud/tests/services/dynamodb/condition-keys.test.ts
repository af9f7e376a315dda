import { decide, parseIdentityPolicy } from '../../../src/policies/policy.ts';
import { contextOf } from '../../../src/policies/request-context.ts';
import { conditionKeysOf } from '../../../src/services/dynamodb/condition-keys.ts';

it.each([
  [
    'a query',
    {
      Select: 'SPECIFIC_ATTRIBUTES',
      ProjectionExpression: 'since, #n, place.street, tags[0]',
      KeyConditionExpression: '#s = :wanted AND since BETWEEN :from AND :to',
      FilterExpression: 'attribute_not_exists(gone) and begins_with(#n, :start)',
      ExpressionAttributeNames: { '#n': 'name', '#s': 'status' },
    },
    {
      'dynamodb:Attributes': ['gone', 'name', 'status', 'since', 'place', 'tags'],
      'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    },
  ],
  [
    'an update',
    { Key: { pk: {} }, UpdateExpression: 'SET seen = if_not_exists(seen, :zero) + :one REMOVE old' },
    { 'dynamodb:Attributes': ['pk', 'seen', 'old'] },
  ],
  ['an item', { Item: { pk: {}, words: {} } }, { 'dynamodb:Attributes': ['pk', 'words'] }],
  ['a count', { Select: 'COUNT' }, { 'dynamodb:Select': 'COUNT' }],
  ['a list of a table', {}, {}],
])('%s says what it names and selects', (_, input, keys) => {
  const { 'dynamodb:Attributes': named, ...rest } = conditionKeysOf(input);
  const sorted = named === undefined ? {} : { 'dynamodb:Attributes': [...named].sort() };
  const { 'dynamodb:Attributes': wanted, ...others } = keys as Record<string, string[]>;
  expect({ ...sorted, ...rest }).toEqual({
    ...(wanted ? { 'dynamodb:Attributes': wanted.toSorted() } : {}),
    ...others,
  });
});

it('a policy may allow some attributes and no others', () => {
  const policy = parseIdentityPolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: 'dynamodb:Query',
      Resource: '*',
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['status', 'since'] },
        StringEquals: { 'dynamodb:Select': ['COUNT', 'SPECIFIC_ATTRIBUTES'] },
      },
    },
  });
  const ask = (input: Record<string, unknown>) => {
    const caller = { identity: 'arn:aws:iam::000000000000:role/r' };
    const context = contextOf(caller, conditionKeysOf(input));
    return decide(policy, {
      action: 'dynamodb:Query',
      resource: 'arn:aws:dynamodb:::table/t',
      caller,
      context,
    });
  };
  const KeyConditionExpression = 'status = :s';
  expect(ask({ KeyConditionExpression, Select: 'COUNT' })).toBe('allow');
  expect(ask({ KeyConditionExpression, Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'since' })).toBe(
    'allow',
  );
  expect(
    ask({ KeyConditionExpression, Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'since, pk' }),
  ).not.toBe('allow');
  expect(ask({ KeyConditionExpression })).not.toBe('allow');
  expect(ask({ KeyConditionExpression, Select: 'ALL_ATTRIBUTES' })).not.toBe('allow');
});
