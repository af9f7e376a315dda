#!/bin/sh
# dynalite 4.0.0: with `ConditionalOperator: OR` only the first attribute of `Expected` (and of `QueryFilter`, `ScanFilter`) decides:
# a write whose second condition holds is refused, though DynamoDB documents OR as "if at least one of the conditions evaluates to
# true". Prints each order of the same two conditions; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1141.0
cat > try.cjs <<'JS'
const dynalite = require('dynalite');
const { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } = require('@aws-sdk/client-dynamodb');
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const TableName = 'drivers';
  await db.send(
    new CreateTableCommand({
      TableName,
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const Item = { id: { S: '1' }, city: { S: 'Lyon' }, rides: { N: '3' } };
  await db.send(new PutItemCommand({ TableName, Item }));
  const holds = { city: { AttributeValueList: [{ S: 'Lyon' }], ComparisonOperator: 'EQ' } };
  const fails = { rides: { AttributeValueList: [{ N: '4' }], ComparisonOperator: 'EQ' } };
  const written = (Expected) =>
    db
      .send(new PutItemCommand({ TableName, Item, Expected, ConditionalOperator: 'OR' }))
      .then(() => true, (error) => (error.name === 'ConditionalCheckFailedException' ? false : error.name));
  const found = async (ScanFilter) =>
    (await db.send(new ScanCommand({ TableName, ScanFilter, ConditionalOperator: 'OR' }))).Count;
  const seen = {
    'put, true OR false': await written({ ...holds, ...fails }),
    'put, false OR true': await written({ ...fails, ...holds }),
    'scan, true OR false': await found({ ...holds, ...fails }),
    'scan, false OR true': await found({ ...fails, ...holds }),
  };
  console.log('dynalite', require('dynalite/package.json').version, seen);
  db.destroy();
  server.close();
  process.exitCode = JSON.stringify(Object.values(seen)) === '[true,false,1,0]' ? 0 : 1;
});
JS
node --no-warnings try.cjs
