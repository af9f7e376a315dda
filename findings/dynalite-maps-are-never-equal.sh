#!/bin/sh
# dynalite 4.0.0: in a condition a map or a list is equal to none, not even to what was just written. DynamoDB documents EQ for
# "all data types, including lists and maps". So an update "if this is still what I have read" never happens, and `<>` always
# holds. Member by member (`m.a = :a`) both agree. Prints each; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1141.0
cat > try.cjs <<'JS'
const dynalite = require('dynalite');
const { CreateTableCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  await db.send(
    new CreateTableCommand({
      TableName: 'maps',
      ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  );
  const written = { m: { M: { a: { N: '1' } } }, l: { L: [{ S: 'x' }] } };
  await db.send(new PutItemCommand({ TableName: 'maps', Item: { id: { S: '1' }, ...written } }));
  const holds = (ConditionExpression, value) =>
    db
      .send(
        new UpdateItemCommand({
          TableName: 'maps',
          Key: { id: { S: '1' } },
          UpdateExpression: 'SET seen = :seen',
          ConditionExpression,
          ExpressionAttributeValues: { ':seen': { BOOL: true }, ':value': value },
        }),
      )
      .then(() => true, (error) => (error.name === 'ConditionalCheckFailedException' ? false : error.name));
  const seen = {
    'm = :value': await holds('m = :value', written.m),
    'm <> :value': await holds('m <> :value', written.m),
    'l = :value': await holds('l = :value', written.l),
    'm.a = :value': await holds('m.a = :value', { N: '1' }),
  };
  console.log('dynalite', require('dynalite/package.json').version, seen);
  db.destroy();
  server.close();
  process.exitCode = JSON.stringify(Object.values(seen)) === '[false,true,false,true]' ? 0 : 1;
});
JS
node try.cjs
# Seen on 2026-11-28:
# dynalite 4.0.0 { 'm = :value': false, 'm <> :value': true, 'l = :value': false, 'm.a = :value': true }
