// From the words of a person to the files of a recipe.

import { nameHint } from 'laptop-cloud/template';
import { UsageError } from '../usage-error.ts';
import { planOperation } from './operation.ts';
import { type Plan, writePlan } from './plan.ts';
import { planService } from './service.ts';
import { planStep } from './step.ts';

const RECIPES: Readonly<Record<string, (root: string, name: string) => Plan | Promise<Plan>>> = {
  step: planStep,
  operation: planOperation,
  service: planService,
};

/** Makes what is new in the repository at `root` and says it line by line. Throws UsageError, having made nothing. */
export async function makeNew(root: string, [recipe, name, ...rest]: readonly string[]): Promise<string[]> {
  const kinds = Object.keys(RECIPES);
  if (recipe === undefined) throw new UsageError([`What shall be new? There are ${kinds.join(', ')}.`]);
  const plan = Object.hasOwn(RECIPES, recipe) ? RECIPES[recipe]! : undefined;
  if (!plan) throw new UsageError([`There is no recipe "${recipe}": ${nameHint(recipe, kinds)}`]);
  if (name === undefined || rest.length > 0)
    throw new UsageError([`"new ${recipe}" takes one name; "npm run new -- --help" shows how.`]);
  return writePlan(root, await plan(root, name));
}
