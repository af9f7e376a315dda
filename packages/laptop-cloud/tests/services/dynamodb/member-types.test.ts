import { membersOf } from '../../../src/services/dynamodb/engine.ts';
import { unknownMember } from '../../../src/services/dynamodb/member-types.ts';

it.each<[string, Parameters<typeof membersOf>[0], object, string | undefined]>([
  ['at the top', 'GetItem', { TableName: 't', Nonsense: 1 }, 'Nonsense'],
  [
    'in a list of structures',
    'CreateTable',
    { KeySchema: [{ AttributeName: 'a', Nonsense: 1 }] },
    'KeySchema.0.Nonsense',
  ],
  [
    'deeper',
    'CreateTable',
    { GlobalSecondaryIndexes: [{ Projection: { Nonsense: 1 } }] },
    'GlobalSecondaryIndexes.0.Projection.Nonsense',
  ],
  [
    'in a map of lists',
    'BatchWriteItem',
    { RequestItems: { t: [{ Nonsense: {} }] } },
    'RequestItems.t.0.Nonsense',
  ],
  ['none: attributes are called what one likes', 'PutItem', { Item: { Nonsense: { S: 'a' } } }, undefined],
  ['none: a member that is null is none', 'GetItem', { Nonsense: null }, undefined],
])('finds a member that is not known: %s', (_where, action, input, found) => {
  expect(unknownMember(input, membersOf(action))).toBe(found);
});
