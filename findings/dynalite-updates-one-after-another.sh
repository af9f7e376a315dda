#!/bin/sh
# dynalite 4.0.0: the parts of one UpdateExpression are carried out one after the other on the same values. An attribute set to another
# one shares its value, so that `SET a = b ADD b :five` counts both up and `SET a = m, m.x = :five` changes a.x as well; REMOVE shifts
# the list that SET then writes to. DynamoDB has all parts see the item as it was before. Prints the item after each; exits non-zero
# when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1141.0
cat > try.cjs <<'JS'
const dynalite = require('dynalite');
const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const server = dynalite({ createTableMs: 0 });
server.listen(0, '127.0.0.1', async () => {
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const db = new DynamoDB({ endpoint, region: 'us-east-1', credentials });
  const TableName = 'rides';
  const Key = { id: { S: '1' } };
  await db.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });
  const updated = async (attributes, UpdateExpression) => {
    await db.putItem({ TableName, Item: { ...Key, ...attributes } });
    const ExpressionAttributeValues = { ':five': { N: '5' } };
    const { id, ...after } = (
      await db.updateItem({ TableName, Key, UpdateExpression, ExpressionAttributeValues, ReturnValues: 'ALL_NEW' })
    ).Attributes;
    return JSON.stringify(after);
  };
  const list = { L: ['1', '2', '3', '4'].map((N) => ({ N })) };
  const seen = [
    await updated({ b: { N: '1' } }, 'SET a = b ADD b :five'),
    await updated({ m: { M: { x: { N: '1' } } } }, 'SET a = m, m.x = :five'),
    await updated({ l: list }, 'REMOVE l[0] SET l[2] = :five'),
  ];
  console.log('dynalite', require('dynalite/package.json').version);
  for (const line of seen) console.log(line);
  db.destroy();
  server.close();
  const [counted, mapped, listed] = seen.map((line) => JSON.parse(line));
  const isAsSeen =
    counted.a.N === '6' && mapped.a.M.x.N === '5' && listed.l.L.map(({ N }) => N).join() === '2,3,5';
  process.exitCode = isAsSeen ? 0 : 1;
});
JS
node --no-warnings try.cjs
