// npm run new: the files of a recipe of CONTRIBUTING.md, with a test that fails until the work is done.

import { makeNew } from './new/make.ts';
import { runTool } from './run-tool.ts';

const HELP = `npm run new -- step NAME                a Lambda step, such as ResizePhoto
npm run new -- operation SERVICE:NAME   an operation of a service on the laptop, such as kms:DescribeKey
npm run new -- service NAME             a service on the laptop, such as ssm

Makes the files with a test that fails until the work is done, inserts what can be inserted, and says what is left.
Nothing that exists is written over. Exit code 0, or 2 for a name that cannot be.

  --help   this text`;

process.exitCode = await runTool(HELP, async (words) => {
  for (const line of await makeNew('.', words)) console.log(line);
  return 0;
});
