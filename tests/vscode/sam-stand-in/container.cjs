// What Lambda's runtime does in its container, in short: loads the bundle, whose path there is /var/task, and calls it.

const { readFileSync } = require('node:fs');
const { Module } = require('node:module');
const path = require('node:path');

const [bundle, event] = process.argv.slice(2);
const inContainer = path.posix.join('/var/task', path.basename(bundle));
const loaded = new Module(inContainer);
loaded.filename = inContainer;
// Packages of the runtime, which bundles leave out.
loaded.paths = Module._nodeModulePaths(path.dirname(bundle));
loaded._compile(readFileSync(bundle, 'utf8'), inContainer);
const context = { functionName: 'DecideFunction', awsRequestId: '00000000-0000-0000-0000-000000000000' };
loaded.exports
  .handler(JSON.parse(readFileSync(event, 'utf8')), context)
  .then((output) => console.log(JSON.stringify(output)))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
