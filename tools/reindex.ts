// npm run reindex: the faces of all approved photos into the collection, when it was lost.

import { readWords } from 'laptop-cloud/template';
import { describeStack, neededOutputs } from './described-stack.ts';
import { followRecheck } from './recheck/follow.ts';
import { readIndexed } from './recheck/indexed.ts';
import { beginRecheck } from './recheck/start.ts';
import { runTool } from './run-tool.ts';
import { clientsFor } from './smoke/clients.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run reindex -- --stack NAME [options]

Takes the faces of all approved photos into the stack's collection, from their working copies; makes the collection where it is not
there. Done again, or while photos are checked, it harms nothing. One paid call a photo, below five a second.

  --stack NAME     the stack, by the name it was deployed with (a laptop has rider-photos)
  --name NAME      of a new run, or of one to follow, or to go on with where it failed
  --endpoint URL   of a laptop cloud, e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL, or AWS itself)
  --help           this text

Exit code 0 when every face is in, 1 when some are not, 2 for what is asked wrongly.`;

const NEEDED = ['PhotosBucket', 'ReindexFacesArn'] as const;

process.exitCode = await runTool(HELP, reindex);

async function reindex(words: string[]): Promise<number> {
  const { stack, name, endpoint } = readOptions(words);
  const clients = clientsFor(endpoint);
  const described = await describeStack(clients.cloudFormation, stack);
  const outputs = neededOutputs(described, NEEDED, 'rider photos, of this version');
  const executionArn = await beginRecheck(clients, outputs.ReindexFacesArn, { name, asked: {} });
  console.log(`reindexing ${name}`);
  if (!(await followRecheck(clients, executionArn))) return 1;
  const { indexed, passedOver, notIndexed, failed } = await readIndexed(clients, executionArn);
  console.log(`${indexed} faces are in; ${passedOver} photos are not shown, and need none`);
  for (const photoId of notIndexed) console.log(`  no face could be taken from photo ${photoId}`);
  for (const error of failed) console.log(`  a batch failed: ${error}`);
  return notIndexed.length + failed.length === 0 ? 0 : 1;
}

function readOptions(words: string[]) {
  const values = parsed(words);
  const { stack, name = `reindex-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}` } = values;
  if (stack === undefined) throw new UsageError(['Which stack? Give --stack NAME.']);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(name))
    throw new UsageError([`${JSON.stringify(name)} is no name: letters, digits, _ and -, 64 at most.`]);
  const endpoint = values.endpoint ?? process.env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new UsageError([
      `${JSON.stringify(endpoint)} is no endpoint: give a URL like http://127.0.0.1:4566.`,
    ]);
  return { stack, name, endpoint };
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const;
  return readWords({ args: words, options: { stack: text, name: text, endpoint: text } }).values;
}
