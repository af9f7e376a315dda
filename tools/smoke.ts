// npm run smoke: one photo through a deployed stack, or through `npm start`.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readWords } from 'laptop-cloud/template';
import { VERDICTS } from '../src/domain/photo.ts';
import { runTool } from './run-tool.ts';
import { clientsFor } from './smoke/clients.ts';
import { deployedStack } from './smoke/deployed-stack.ts';
import { smokeTest } from './smoke/run.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run smoke -- --stack NAME [options]

Sends one photo as a rider of its own (smoke-...), waits for the answer, prints it, and takes away everything it made.
Exit code 0 when there is an answer and nothing is left, 1 when not, 2 for what is asked wrongly.

  --stack NAME        the stack, by the name it was deployed with (a laptop has rider-photos)
  --endpoint URL      of a laptop cloud, e.g. http://127.0.0.1:4566 (default: AWS_ENDPOINT_URL, or AWS itself)
  --photo FILE        another picture (default: samples/ada.jpg, a drawing: on AWS any answer will do)
  --expect VERDICT    the verdict that it must get: ${VERDICTS.join(', ')}
  --timeout SECONDS   how long to wait for the answer (default: 120)
  --help              this text`;

const SAMPLE = path.join(import.meta.dirname, '../samples/ada.jpg');

process.exitCode = await runTool(HELP, smoke);

async function smoke(words: string[]): Promise<number> {
  const options = readOptions(words);
  const picture = await readFile(options.photo).catch((cause: Error) => {
    throw new UsageError([`The photo ${options.photo} cannot be read.`], { cause });
  });
  const clients = clientsFor(options.endpoint);
  const { outputs, consentVersion } = await deployedStack(clients, options.stack);
  const { expected, timeoutMs } = options;
  const problems = await smokeTest({
    clients,
    outputs,
    consentVersion,
    picture,
    timeoutMs,
    say: (line) => console.log(line),
    ...(expected === undefined ? {} : { expected }),
  });
  for (const problem of problems) console.error(`error ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

function readOptions(words: string[]) {
  const values = parsed(words);
  const { stack, expect: expected } = values;
  if (stack === undefined) throw new UsageError(['Which stack? Give --stack NAME.']);
  if (expected !== undefined && !(VERDICTS as readonly string[]).includes(expected))
    throw new UsageError([`--expect takes one of ${VERDICTS.join(', ')}, not ${JSON.stringify(expected)}.`]);
  const seconds = Number(values.timeout ?? 120);
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 3600)
    throw new UsageError([
      `--timeout takes whole seconds from 1 to 3600, not ${JSON.stringify(values.timeout)}.`,
    ]);
  const endpoint = values.endpoint ?? process.env['AWS_ENDPOINT_URL'];
  if (endpoint !== undefined && !URL.canParse(endpoint))
    throw new UsageError([
      `${JSON.stringify(endpoint)} is no endpoint: give a URL like http://127.0.0.1:4566.`,
    ]);
  return { stack, endpoint, photo: values.photo ?? SAMPLE, expected, timeoutMs: seconds * 1000 };
}

function parsed(words: string[]) {
  const text = { type: 'string' } as const;
  const options = { stack: text, endpoint: text, photo: text, expect: text, timeout: text };
  return readWords({ args: words, options }).values;
}
