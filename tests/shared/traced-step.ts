// Runs one step in a process of its own whose environment is Lambda's, so that its trace goes to the daemon's address.
// Arguments: the module that exports `handler`, and the event as JSON.

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'aws-lambda';

const [file = '', event = '{}'] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(path.resolve(file)).href)) as {
  handler: (event: unknown, context: Context) => Promise<unknown>;
};
await handler(JSON.parse(event), { functionName: 'Sample' } as Context).catch(() => undefined);
