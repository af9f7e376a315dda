// npm run new: the files of a recipe of CONTRIBUTING.md, with a test that fails until the work is done.

import { nameHint } from 'laptop-cloud/template';
import { planOperation } from './new/operation.ts';
import { type Plan, writePlan } from './new/plan.ts';
import { planService } from './new/service.ts';
import { planStep } from './new/step.ts';
import { runTool } from './run-tool.ts';
import { UsageError } from './usage-error.ts';

const HELP = `npm run new -- step NAME                a Lambda step, such as ResizePhoto
npm run new -- operation SERVICE:NAME   an operation of a service on the laptop, such as sqs:AddPermission
npm run new -- service NAME             a service on the laptop, such as scheduler

Makes the files with a test that fails until the work is done, inserts what can be inserted, and says what is left.
Nothing that exists is written over. Exit code 0, or 2 for a name that cannot be.

  --help   this text`;

const RECIPES: Readonly<Record<string, (root: string, name: string) => Plan | Promise<Plan>>> = {
  step: planStep,
  operation: planOperation,
  service: planService,
};

process.exitCode = await runTool(HELP, async ([recipe, name, ...rest]) => {
  const kinds = Object.keys(RECIPES);
  if (recipe === undefined) throw new UsageError([`What shall be new? There are ${kinds.join(', ')}.`]);
  const plan = Object.hasOwn(RECIPES, recipe) ? RECIPES[recipe]! : undefined;
  if (!plan) throw new UsageError([`There is no recipe "${recipe}": ${nameHint(recipe, kinds)}`]);
  if (name === undefined || rest.length > 0)
    throw new UsageError([`"new ${recipe}" takes one name; "npm run new -- --help" shows how.`]);
  for (const line of writePlan('.', await plan('.', name))) console.log(line);
  return 0;
});
