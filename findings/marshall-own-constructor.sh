#!/bin/sh
# @aws-sdk/util-dynamodb 3.996.9: `marshall` tells a map by `value.constructor.name`, and an entry of the name `constructor` is
# the value's constructor. A plain object that has one, as a map filed under names that people choose may, is refused at any depth
# as a class instance; with `convertClassInstanceToMap`, which is for other values, it is written. Prints each; exits non-zero when
# that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/util-dynamodb@3.996.9 @aws-sdk/client-dynamodb@3.1141.0
cat > try.cjs <<'JS'
const { marshall } = require('@aws-sdk/util-dynamodb');
const attempt = (value, options) => {
  try {
    return JSON.stringify(marshall(value, options));
  } catch (error) {
    return error.message.split('.')[0];
  }
};
const notes = { notes: { constructor: { text: 'a note' } } };
const seen = {
  'toString, an entry': attempt({ notes: { toString: { text: 'a note' } } }),
  'constructor, an entry': attempt(notes),
  'with convertClassInstanceToMap': attempt(notes, { convertClassInstanceToMap: true }),
};
console.log('@aws-sdk/util-dynamodb', require('@aws-sdk/util-dynamodb/package.json').version, seen);
const [other, refused] = Object.values(seen);
process.exitCode = other.startsWith('{') && refused.startsWith('Unsupported type passed') ? 0 : 1;
JS
node try.cjs
# Seen on 2026-11-28:
# constructor, an entry: Unsupported type passed: [object Object]
# toString, an entry, and with convertClassInstanceToMap: written as a map
