#!/bin/sh
# @aws-lambda-powertools/metrics 2.36.0: an object of embedded metrics holds at most 100 values of a metric and 100 metrics, so with
# the 100th value, or the 101st metric, `addMetric` publishes by itself. It forgets the dimensions, the metadata and the timestamp
# of the invocation then: what is added after it is written without them, which is another metric to CloudWatch, at another time.
# Nothing is said. Default dimensions stay. Prints each line; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-lambda-powertools/metrics@2.36.0
cat > try.cjs <<'JS'
const { readFileSync } = require('node:fs');
const { Metrics } = require('@aws-lambda-powertools/metrics');
// It writes with a console of its own.
const written = [];
const write = process.stdout.write;
process.stdout.write = (line) => written.push(JSON.parse(line)) > 0;
const metrics = new Metrics({ namespace: 'shop', serviceName: 'orders', defaultDimensions: { stage: 'prod' } });
const anHourAgo = Date.now() - 3_600_000;
function invoke(name) {
  metrics.addDimension('country', 'DE').addMetadata('orderId', '42');
  metrics.setTimestamp(anHourAgo);
  for (let at = 0; at < 150; at += 1) metrics.addMetric(name(at), 'Count', 1);
  metrics.publishStoredMetrics();
}
invoke(() => 'Lines');
invoke((at) => `Line${at}`);
process.stdout.write = write;
const seen = written.map(({ _aws, country, stage, orderId }) => ({
  metrics: _aws.CloudWatchMetrics[0].Metrics.length,
  dimensions: _aws.CloudWatchMetrics[0].Dimensions.flat().sort().join(),
  country,
  stage,
  orderId,
  isAnHourAgo: _aws.Timestamp === anHourAgo,
}));
const { version } = JSON.parse(readFileSync('node_modules/@aws-lambda-powertools/metrics/package.json', 'utf8'));
console.info('@aws-lambda-powertools/metrics', version, seen);
const isAsSeen = ([first, rest]) =>
  first.country === 'DE' && first.isAnHourAgo && rest.country === undefined && rest.stage === 'prod' &&
  rest.orderId === undefined && !rest.isAnHourAgo;
process.exitCode = seen.length === 4 && isAsSeen(seen.slice(0, 2)) && isAsSeen(seen.slice(2)) ? 0 : 1;
JS
node try.cjs
# Seen on 2026-11-28, the values of one metric (100 and 50) and then the metrics of one name each (100 and 50):
# the first line of both: service, stage and country as dimensions, orderId, an hour ago
# the second line of both: service and stage as dimensions, nothing else, now
