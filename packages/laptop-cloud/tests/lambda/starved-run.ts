// Runs by itself, where few files may be open: calls a function while it holds all of them, before anything is bundled and before the
// functions' process runs, and again once it holds none; prints what came of each call.
import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { createLambda } from '../../src/lambda/lambda.ts';
import { provision } from '../../src/stack/provision.ts';
import { loadStack } from '../../src/stack/stack.ts';

const [folder = ''] = process.argv.slice(2);
const lambda = createLambda({
  endpoint: () => 'http://127.0.0.1:4566',
  region: 'us-east-1',
  baseDir: folder,
  buildFolder: join(folder, '.local/build'),
  credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
});

function openAll(): number[] {
  const held: number[] = [];
  try {
    for (;;) held.push(openSync(devNull, 'r'));
  } catch {
    return held;
  }
}

async function call(): Promise<string> {
  const { functionError, payload } = await lambda.invoke('Pid', '{}').catch((error: Error) => ({
    functionError: 'Refused',
    payload: error.message,
  }));
  return functionError === undefined ? 'answered' : `${functionError} ${payload}`;
}

/** While all files but so many are open. */
async function starved(spare: number): Promise<string> {
  const held = openAll();
  for (const file of held.splice(0, spare)) closeSync(file);
  const answer = await call();
  for (const file of held) closeSync(file);
  return answer;
}

async function main(): Promise<void> {
  const stack = loadStack(join(folder, 'template.yaml'), {
    context: { accountId: '000000000000', region: 'us-east-1', partition: 'aws', stackName: 'test' },
    types: lambda.resourceTypes,
  });
  await provision(stack, lambda.resourceTypes);
  const answers = [await starved(0)];
  // The bundling that failed may be under way still.
  await lambda.bundleAll().catch(() => lambda.bundleAll());
  // Enough to read a file with, and too few for a process.
  answers.push(await starved(2), await call());
  await lambda.close();
  console.log(JSON.stringify(answers));
}

void main();
