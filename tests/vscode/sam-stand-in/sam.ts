// `sam build`: a bundle of DecideFunction below .aws-sam/build. `sam local invoke ... -d PORT`: what the SAM CLI prints, and
// a Node that waits for a debugger and then runs that bundle under the path that it has in the container.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';

const [command, ...words] = process.argv.slice(2);
if (command === 'build') await buildFunction();
else if (command === 'local') invoke();
else throw new Error(`this stand-in for the SAM CLI has no ${command}`);

async function buildFunction(): Promise<void> {
  console.error(
    'Building codeuri: /project runtime: nodejs24.x architecture: x86_64 functions: DecideFunction',
  );
  await build({
    entryPoints: ['src/steps/decide.ts'],
    outfile: '.aws-sam/build/DecideFunction/decide.js',
    bundle: true,
    minify: true,
    keepNames: true,
    sourcemap: true,
    platform: 'node',
    format: 'cjs',
    external: ['@aws-sdk/*'],
  });
  console.error('\nBuild Succeeded');
}

function invoke(): void {
  const event = words[words.indexOf('-e') + 1]!;
  const port = words[words.indexOf('-d') + 1]!;
  const bundle = path.resolve('.aws-sam/build/DecideFunction/decide.js');
  console.error('Invoking decide.handler (nodejs24.x)');
  console.error('Local image is up-to-date');
  console.error(`Mounting ${path.dirname(bundle)} as /var/task:ro,delegated, inside runtime container`);
  const container = path.join(import.meta.dirname, 'container.cjs');
  const child = spawn(
    process.execPath,
    [`--inspect-brk=127.0.0.1:${port}`, container, bundle, path.resolve(event)],
    { stdio: 'inherit' },
  );
  child.once('exit', (code) => process.exit(code ?? 1));
}
