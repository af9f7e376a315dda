// Runs by itself, as `npm run step` does (Jest's module system is not the one functions run in): one event for one
// function of the project in a folder; prints the invocation and what process.env held afterwards as JSON.
import { join } from 'node:path';
import { createLambda } from '../../src/lambda/lambda.ts';
import { provision } from '../../src/stack/provision.ts';
import { loadStack } from '../../src/stack/stack.ts';

const [folder = '', name = '', event = ''] = process.argv.slice(2);
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
  const invocation = await lambda.invokeInProcess(name, event);
  console.log(JSON.stringify({ ...invocation, table: process.env.TABLE, path: process.env.PATH }));
  await lambda.close();
}

void main();
