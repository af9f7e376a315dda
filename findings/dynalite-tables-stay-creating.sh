#!/bin/sh
# dynalite 4.0.0 over a folder: a table whose server is closed, in good order, within half a second of CreateTable stays CREATING for
# ever. After the next start it is not found by any write, and can be neither deleted nor made again. Prints what the second start
# says of it; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund dynalite@4.0.0 @aws-sdk/client-dynamodb@3.1141.0
cat > try.cjs <<'JS'
const dynalite = require('dynalite');
const {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} = require('@aws-sdk/client-dynamodb');
const TableName = 'drivers';
const definition = {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
};
async function withServer(work) {
  const server = dynalite({ path: `${__dirname}/tables` });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const db = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  await work(db);
  db.destroy();
  await new Promise((resolve) => server.close(resolve));
}
const outcome = (sent) => sent.then(() => 'done', (error) => error.name);
(async () => {
  await withServer((db) => db.send(new CreateTableCommand(definition)));
  const seen = {};
  await withServer(async (db) => {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    seen.status = Table.TableStatus;
    seen.put = await outcome(db.send(new PutItemCommand({ TableName, Item: { id: { S: '1' } } })));
    seen.delete = await outcome(db.send(new DeleteTableCommand({ TableName })));
    seen.create = await outcome(db.send(new CreateTableCommand(definition)));
  });
  console.log('dynalite', require('dynalite/package.json').version, 'after a second start', seen);
  const expected = ['CREATING', 'ResourceNotFoundException', 'ResourceInUseException', 'ResourceInUseException'];
  process.exit(JSON.stringify(Object.values(seen)) === JSON.stringify(expected) ? 0 : 1);
})();
JS
node --no-warnings try.cjs
