// npm run forget: erases a rider of a deployed stack, or of `npm start`; or, after a restore, everybody who was erased before.

import { readWords } from 'laptop-cloud/template';
import { isRiderId } from '../src/domain/upload-key.ts';
import { forgetClients } from './forget/clients.ts';
import { eraseRider } from './forget/erase-rider.ts';
import { isKnownRider } from './forget/known-rider.ts';
import { recordOf } from './forget/mark.ts';
import { ridersToReplay } from './forget/replay.ts';
import { forgetStack } from './forget/stack.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run forget -- RIDER --stack NAME [options]
npm run forget -- --replay --stack NAME [options]

Erases everything there is of a rider, shows how far it is, and prints the receipt. RIDER is the rider id, a pseudonym. Of a person
it is found in the table RiderLinks under the sub that the user pool has for their mail address (docs/runbook.md).

  --stack NAME     the stack, by the name it was deployed with (a laptop has rider-photos)
  --anyway         erases although nothing is known of the rider: faces, and what a crash may have left
  --replay         erases again whoever the record has as erased and who is there again: after a restore of the riders' table
  --endpoint URL   of a laptop cloud, e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL, or AWS itself)
  --help           this text

Exit code 0 when nothing is left, 1 when something is, 2 for what is asked wrongly.`;

process.exitCode = await runTool(HELP, forget);

async function forget(words: string[]): Promise<number> {
  const { riderId, stack, endpoint, anyway } = readOptions(words);
  const clients = forgetClients(endpoint);
  const outputs = await forgetStack(clients, stack);
  const say = (line: string) => console.log(line);
  if (riderId !== undefined && !anyway && !(await isKnownRider(clients, outputs, riderId))) {
    const record = await recordOf(clients, outputs, riderId);
    if (!record) throw unknownRider(riderId, stack);
    // Once more would put a receipt of nothing in the place of theirs.
    if (record.receipt) {
      say(`${riderId} was erased on ${record.receipt.doneOn}, and nothing is there again`);
      say(JSON.stringify(record.receipt, null, 2));
      return 0;
    }
  }
  const riders = riderId === undefined ? await ridersToReplay(clients, outputs) : [riderId];
  if (riders.length === 0) say('nobody who was erased is there again');
  let failed = 0;
  for (const rider of riders) if (!(await eraseRider(clients, outputs, rider, say))) failed += 1;
  return failed === 0 ? 0 : 1;
}

function unknownRider(riderId: string, stack: string): UsageError {
  return new UsageError([
    `The stack ${stack} has no row, no file and no person of the rider ${JSON.stringify(riderId)}: nothing was done. A rider id is what stands behind "incoming/" in the bucket; docs/runbook.md says how to find that of a person ("Forget a person"). --anyway erases all the same.`,
  ]);
}

function readOptions(words: string[]) {
  const { values, positionals } = parsed(words);
  const [riderId, ...more] = positionals;
  if (more.length > 0) throw new UsageError([`forget takes one rider, not also ${JSON.stringify(more[0])}.`]);
  if (values.stack === undefined) throw new UsageError(['Which stack? Give --stack NAME.']);
  if ((riderId === undefined) === (values.replay !== true))
    throw new UsageError(['Give either a rider id or --replay; "npm run forget -- --help" says more.']);
  if (values.replay && values.anyway)
    throw new UsageError(['--replay erases whom the record knows: --anyway goes with a rider id.']);
  if (riderId !== undefined && !isRiderId(riderId))
    throw new UsageError([
      `${JSON.stringify(riderId)} is no rider id: it has at least one character, and no slash.`,
    ]);
  const endpoint = values.endpoint ?? process.env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new UsageError([
      `${JSON.stringify(endpoint)} is no endpoint: give a URL like http://127.0.0.1:4566.`,
    ]);
  return { riderId, stack: values.stack, endpoint, anyway: values.anyway === true };
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { stack: text, endpoint: text, replay: flag, anyway: flag } as const;
  return readWords({ args: words, options, allowPositionals: true });
}
