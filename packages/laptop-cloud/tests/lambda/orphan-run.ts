// Runs by itself: prints the id of the process its functions run in, then waits to be killed.
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

async function main(): Promise<void> {
  const stack = loadStack(join(folder, 'template.yaml'), {
    context: { accountId: '000000000000', region: 'us-east-1', partition: 'aws', stackName: 'test' },
    types: lambda.resourceTypes,
  });
  await provision(stack, lambda.resourceTypes);
  const { payload } = await lambda.invoke('Pid', '{}');
  console.log(payload);
  setInterval(() => {}, 60_000);
}

void main();
