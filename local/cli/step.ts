// npm run step: one Lambda step with one event, in this process, so that a breakpoint stops.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Cloud, startCloud } from '../cloud.ts';
import type { Invocation } from '../lambda/invocation.ts';
import { type Call, type Command, pairsOption, textOption } from './command.ts';
import { printInvocation } from './step/report.ts';
import { placeSamples } from './step/samples.ts';
import { stillRules } from './step/still-rules.ts';
import { UsageError } from './usage-error.ts';

export const STEP: Command = {
  name: 'step',
  summary: 'one Lambda step with one event',
  help: `npm run step -- STEP EVENT.json [options]
npm run step -- events/<step>/<case>.json [options]

Runs one step in this process, against the local services. Prints its output, and apart from it its log lines, metrics
and trace. The step can be left out when the event lies in the folder of that step. Pictures that an event names in the
bucket rider-photos-samples are taken from samples/.

  --parameter-overrides K=V   parameters of template.yaml (repeatable)
  --state DIR                 where everything is kept (default .local)
  --help                      this text

Exit code: 0, or 1 when the step fails, 2 usage.`,
  options: {
    'parameter-overrides': { type: 'string', multiple: true },
    state: { type: 'string' },
  },
  run,
};

async function run(call: Call): Promise<number> {
  const { step, file } = readTarget(call.positionals);
  const event = readEvent(file);
  const cloud = await startCloud({
    templatePath: 'template.yaml',
    stateFolder: textOption(call, 'state') ?? '.local',
    port: 0,
    parameters: pairsOption(call, 'parameter-overrides'),
    log: (line) => call.err.line(call.err.paint.dim(line)),
  });
  try {
    const functionName = findFunction(cloud, step);
    await stillRules(cloud);
    const placed = await placeSamples(cloud, event);
    const invocation: Invocation = await cloud.lambda.invokeInProcess(functionName, JSON.stringify(placed));
    await printInvocation(call, cloud, invocation);
    return invocation.functionError ? 1 : 0;
  } finally {
    await cloud.close();
  }
}

/** `DetectFace event.json`, or an event file whose folder is named after the step. */
function readTarget(words: string[]): { step: string; file: string } {
  const [first, second, ...more] = words;
  if (first === undefined || more.length > 0) {
    throw new UsageError(
      'which step and event? For example: npm run step -- DetectFace events/detect-face/sunglasses.json',
    );
  }
  if (second !== undefined) return { step: first, file: second };
  if (!first.endsWith('.json')) throw new UsageError(`which event for ${first}? For example one of events/`);
  return { step: pascalCase(path.basename(path.dirname(path.resolve(first)))), file: first };
}

function readEvent(file: string): unknown {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UsageError(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** By the step's name or the function's logical id. */
function findFunction(cloud: Cloud, step: string): string {
  const functions = cloud.lambda.functions();
  const found = functions.find(({ logicalId }) => logicalId === `${step}Function` || logicalId === step);
  if (found) return found.name;
  const known = functions.map(({ logicalId }) => logicalId.replace(/Function$/, ''));
  throw new UsageError(`no step ${step}: one of ${known.join(', ')}`);
}

function pascalCase(kebab: string): string {
  return kebab.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
