// Names of attributes that DynamoDB does not take.
import {
  checkKeyNames,
  checkNames,
  checkProjections,
} from '../../../src/services/dynamodb/attribute-names.ts';

const longest = 'ü'.repeat(32_767);

test.each([
  ['Item', (name: string) => ({ Item: { [name]: {} } })],
  ['Key', (name: string) => ({ Key: { [name]: {} } })],
  ['AttributeUpdates', (name: string) => ({ AttributeUpdates: { [name]: {} } })],
  ['Expected', (name: string) => ({ Expected: { [name]: {} } })],
  ['AttributesToGet', (name: string) => ({ AttributesToGet: ['a', name] })],
  ['ExpressionAttributeNames', (name: string) => ({ ExpressionAttributeNames: { '#a': name } })],
])('%s has no empty name, and none of more than 65,535 bytes', (_member, inputOf) => {
  checkNames(inputOf(`${longest}x`));

  expect(() => checkNames(inputOf(''))).toThrow('Empty attribute name');
  expect(() => checkNames(inputOf(`${longest}ü`))).toThrow('must be less than 65536 bytes');
});

test.each([
  ['keySchema.1.member.attributeName', (AttributeName: string) => ({ KeySchema: [{ AttributeName }] })],
  [
    'attributeDefinitions.2.member.attributeName',
    (AttributeName: string) => ({ AttributeDefinitions: [{ AttributeName: 'a' }, { AttributeName }] }),
  ],
  [
    'globalSecondaryIndexes.1.member.keySchema.1.member.attributeName',
    (AttributeName: string) => ({ GlobalSecondaryIndexes: [{ KeySchema: [{ AttributeName }] }] }),
  ],
  [
    'localSecondaryIndexes.1.member.projection.nonKeyAttributes.1.member',
    (name: string) => ({ LocalSecondaryIndexes: [{ Projection: { NonKeyAttributes: [name] } }] }),
  ],
])('%s has 255 letters at most', (path, inputOf) => {
  checkKeyNames(inputOf('x'.repeat(255)));

  expect(() => checkKeyNames(inputOf('x'.repeat(256)))).toThrow(
    `at '${path}' failed to satisfy constraint: Member must have length less than or equal to 255`,
  );
});

test('an attribute is defined once', () => {
  const AttributeDefinitions = ['a', 'xyz', 'xyz'].map((AttributeName) => ({ AttributeName }));

  expect(() => checkKeyNames({ AttributeDefinitions })).toThrow(/Duplicate .*xyz/);
});

test.each([
  [undefined, 'NonKeyAttributes is not specified'],
  [[], 'NonKeyAttributes is not specified'],
  [['a', 'b', 'a'], 'Duplicate name in NonKeyAttributes: a'],
])('an index does not include %j', (NonKeyAttributes, words) => {
  const Projection = { ProjectionType: 'INCLUDE', ...(NonKeyAttributes && { NonKeyAttributes }) };

  for (const kind of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'])
    expect(() => checkProjections({ [kind]: [{ Projection }] })).toThrow(words);
});
