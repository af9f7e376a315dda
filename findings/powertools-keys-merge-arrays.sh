#!/bin/sh
# @aws-lambda-powertools/logger 2.36.0: what is given under a key that is there already is merged into it, lists by their places. A
# shorter list keeps the end of the one before: the line tells what nobody said. `createChild` does the same with `persistentKeys`;
# a list given with one line alone takes the place of the other. Prints each; exits non-zero when that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-lambda-powertools/logger@2.36.0
cat > try.cjs <<'JS'
const { readFileSync } = require('node:fs');
// Else it has a console of its own.
process.env.POWERTOOLS_DEV = 'true';
const { Logger } = require('@aws-lambda-powertools/logger');
const lines = [];
console.info = (line) => lines.push(JSON.parse(line).faults);
const logger = new Logger({ serviceName: 'orders' });
logger.appendKeys({ faults: ['address', 'payment', 'stock'] });
logger.appendKeys({ faults: ['stock'] });
logger.info('appended twice');
logger.info('with the line', { faults: ['stock'] });
const parent = new Logger({ serviceName: 'orders', persistentKeys: { faults: ['address', 'payment'] } });
parent.createChild({ persistentKeys: { faults: [] } }).info('of a child');
const { version } = JSON.parse(readFileSync('node_modules/@aws-lambda-powertools/logger/package.json', 'utf8'));
console.log('@aws-lambda-powertools/logger', version, lines);
const as = ['stock,payment,stock', 'stock', 'address,payment'];
process.exitCode = as.every((line, at) => String(lines[at]) === line) ? 0 : 1;
JS
node try.cjs
# Seen on 2026-11-28: ['stock', 'payment', 'stock'] appended twice, ['stock'] with the line, ['address', 'payment'] of a child
