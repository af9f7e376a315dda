import { withTables } from '../../src/stack/simple-tables.ts';

const tableOf = (properties: Record<string, unknown>) =>
  withTables({ T: { type: 'AWS::Serverless::SimpleTable', properties, metadata: {}, dependsOn: [] } })['T'];

test.each([
  [
    {},
    {
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    },
  ],
  [
    {
      TableName: 'parcels',
      PrimaryKey: { Name: 'code', Type: 'Number' },
      ProvisionedThroughput: { ReadCapacityUnits: 1 },
    },
    {
      TableName: 'parcels',
      AttributeDefinitions: [{ AttributeName: 'code', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'code', KeyType: 'HASH' }],
      ProvisionedThroughput: { ReadCapacityUnits: 1 },
    },
  ],
])('%j is the table that SAM makes', (properties, expected) => {
  expect(tableOf(properties)).toMatchObject({ type: 'AWS::DynamoDB::Table', properties: expected });
});

test.each([
  [{ SortKey: {} }, /T .*there is no property SortKey.*AWS::DynamoDB::Table/],
  [{ PrimaryKey: { Name: 'a', Type: 'Map' } }, /PrimaryKey.Type must be one of String, Number, Binary/],
])('refuses %j', (properties, message) => {
  expect(() => tableOf(properties)).toThrow(message);
});
