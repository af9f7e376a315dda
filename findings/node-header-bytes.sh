#!/bin/sh
# Node.js 24.21.0: bytes of UTF-8 in a response header, given as one character a byte as Node wants them, depend on what stands beside
# them. Content-Disposition after Content-Length is taken for text again and refused (ERR_INVALID_CHAR), before it it is sent; and
# where the body is a string, head and body go out as one text, so that the header's bytes are encoded a second time. Prints what
# arrives; exits non-zero when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0
cat > try.mjs <<'JS'
import { createServer } from 'node:http';
import { connect } from 'node:net';
const name = 'x="テ"';
const value = Buffer.from(name).toString('latin1');
const ways = {
  lengthFirst: [{ 'content-length': 2, 'content-disposition': value }, Buffer.from('ok')],
  dispositionFirst: [{ 'content-disposition': value, 'content-length': 2 }, Buffer.from('ok')],
  textBody: [{ 'content-disposition': value, 'content-length': 2 }, 'ok'],
};
const server = createServer((incoming, outgoing) => {
  const [headers, body] = ways[incoming.url.slice(1)];
  try {
    outgoing.writeHead(200, headers).end(body);
  } catch (error) {
    outgoing.writeHead(500).end(error.code);
  }
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const ask = (way) =>
  new Promise((resolve) => {
    const socket = connect(server.address().port, '127.0.0.1');
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk) => (bytes = Buffer.concat([bytes, chunk])));
    socket.on('end', () => resolve(bytes));
    socket.write(`GET /${way} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  });
const seen = {};
for (const way of Object.keys(ways)) {
  const bytes = await ask(way);
  seen[way] = bytes.includes('ERR_INVALID_CHAR') ? 'refused' : bytes.includes(Buffer.from(name)) ? 'sent' : 'encoded twice';
}
server.close();
console.log(process.version, seen);
const expected = { lengthFirst: 'refused', dispositionFirst: 'sent', textBody: 'encoded twice' };
process.exitCode = JSON.stringify(seen) === JSON.stringify(expected) ? 0 : 1;
JS
node_modules/.bin/node try.mjs
