// npm run forget: erases a rider of a deployed stack, or of `npm start`; or, after a restore, everybody who was erased before.

import { parseArgs } from 'node:util';
import { forgetClients } from './forget/clients.ts';
import { eraseRider } from './forget/erase-rider.ts';
import { ridersToReplay } from './forget/replay.ts';
import { forgetStack } from './forget/stack.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run forget -- RIDER --stack NAME [options]
npm run forget -- --replay --stack NAME [options]

Erases everything there is of a rider, shows how far it is, and prints the receipt. RIDER is the rider id, a pseudonym. Of a person
it is found in the table RiderLinks under the sub that the user pool has for their mail address (docs/runbook.md).

  --stack NAME     the stack, by the name it was deployed with (a laptop has rider-photos)
  --replay         erases again whoever the record has as erased and who is there again: after a restore of the riders' table
  --endpoint URL   of a laptop cloud, e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL, or AWS itself)
  --help           this text

Exit code 0 when nothing is left, 1 when something is, 2 for what is asked wrongly.`;

process.exitCode = await runTool(HELP, forget);

async function forget(words: string[]): Promise<number> {
  const { riderId, stack, endpoint } = readOptions(words);
  const clients = forgetClients(endpoint);
  const outputs = await forgetStack(clients, stack);
  const say = (line: string) => console.log(line);
  const riders = riderId === undefined ? await ridersToReplay(clients, outputs) : [riderId];
  if (riders.length === 0) say('nobody who was erased is there again');
  let failed = 0;
  for (const rider of riders) if (!(await eraseRider(clients, outputs, rider, say))) failed += 1;
  return failed === 0 ? 0 : 1;
}

function readOptions(words: string[]) {
  const { values, positionals } = parsed(words);
  const [riderId, ...more] = positionals;
  if (more.length > 0) throw new UsageError([`forget takes one rider, not also ${JSON.stringify(more[0])}.`]);
  if (values.stack === undefined) throw new UsageError(['Which stack? Give --stack NAME.']);
  if ((riderId === undefined) === (values.replay !== true))
    throw new UsageError(['Give either a rider id or --replay; "npm run forget -- --help" says more.']);
  const endpoint = values.endpoint ?? process.env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new UsageError([
      `${JSON.stringify(endpoint)} is no endpoint: give a URL like http://127.0.0.1:4566.`,
    ]);
  return { riderId, stack: values.stack, endpoint };
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const;
  try {
    const options = { stack: text, endpoint: text, replay: { type: 'boolean' } } as const;
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    const [message] = (error as Error).message.split('. To specify');
    throw new UsageError([`${message}; "npm run forget -- --help" lists the options.`]);
  }
}
