#!/bin/sh
# @aws-sdk/client-dynamodb 3.1141.0, as every client whose lock file has @aws-sdk/core 3.981.0: without a `logger` in its
# configuration a client still makes the line for one. It copies input and output member by member, to leave out what is sensitive,
# and hands the copy to a logger that throws it away. Of a page of 2,000 items (238 KB) that takes more than all the rest of the call.
# @aws-sdk/core 3.981.2 makes none, but knows its silent logger by its class: where the tree has a second copy of @smithy/core, as
# beside a package that pins an older one, all is as before. `logger: {}` ends it in each. Prints the processor time of a call each
# way; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > try.cjs <<'JS'
const { DynamoDBClient, QueryCommand } = require('@aws-sdk/client-dynamodb');
const { Readable } = require('node:stream');
const deep = (n) => ({ M: { n: { N: String(n) }, t: { S: 'x'.repeat(20) }, l: { L: [{ S: 'a' }, { S: 'b' }] } } });
const Items = Array.from({ length: 2000 }, (_, n) => ({ id: { S: `item-${n}` }, m: deep(n) }));
const page = Buffer.from(JSON.stringify({ Items, Count: 2000, ScannedCount: 2000 }));
const headers = { 'content-type': 'application/x-amz-json-1.0' };
const requestHandler = {
  handle: async () => ({ response: { statusCode: 200, headers, body: Readable.from([page]) } }),
};
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const common = { region: 'us-east-1', credentials, requestHandler };
const ways = { 'no logger': new DynamoDBClient(common), 'logger: {}': new DynamoDBClient({ ...common, logger: {} }) };
const input = {
  TableName: 'items',
  KeyConditionExpression: 'id = :id',
  ExpressionAttributeValues: { ':id': { S: '1' } },
};
async function main() {
  const times = { 'no logger': [], 'logger: {}': [] };
  for (let round = 0; round < 8; round += 1)
    for (const [way, client] of Object.entries(ways)) {
      const from = process.cpuUsage();
      for (let n = 0; n < 10; n += 1) await client.send(new QueryCommand(input));
      const { user, system } = process.cpuUsage(from);
      if (round > 0) times[way].push((user + system) / 10_000);
    }
  const median = (way) => times[way].sort((a, b) => a - b)[3];
  for (const way of Object.keys(ways)) console.log(`  ${way}: ${median(way).toFixed(1)} ms of processor time a call`);
  const isCopied = median('no logger') > 1.6 * median('logger: {}');
  if (isCopied !== (process.argv[2] === 'copies')) {
    console.log('CHANGED');
    process.exitCode = 1;
  }
}
main();
JS
try() {
  echo "$1"
  rm -rf node_modules package-lock.json
  npm init -y >/dev/null
  shift
  says=$1
  shift
  npm install --silent --no-audit --no-fund --save-exact @aws-sdk/client-dynamodb@3.1141.0 "$@"
  node --no-warnings try.cjs "$says"
}
try 'core 3.981.0' copies @aws-sdk/core@3.981.0 @smithy/core@3.41.0
try 'core 3.981.2, two copies of @smithy/core' copies @aws-sdk/core@3.981.2 @smithy/core@3.41.0
try 'core 3.981.2, one copy of @smithy/core' none @aws-sdk/core@3.981.2 @smithy/core@3.41.1
