// npm run step: one Lambda step with one event, in this process, so that a breakpoint stops.

import type { Invocation } from '../lambda/invocation.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { nameHint } from '../near-names.ts';
import { readJsonFile } from '../services/json-text.ts';
import { type Call, type Command, pairsOption, textOption } from './command.ts';
import { lambdaOfRunning } from './step/attached.ts';
import { noteEvent, stepAndEvent } from './step/choose-event.ts';
import { withConstants } from './step/constants.ts';
import { printInvocation } from './step/report.ts';
import { UsageError } from './usage-error.ts';
import { useCloud } from './use-cloud.ts';

export const STEP: Command = {
  name: 'step',
  summary: 'one Lambda step with one event',
  help: `npm run step -- STEP [EVENT.json] [options]
npm run step -- SOURCE | events/<step>/<case>.json [options]

Runs one step in this process, against the services of the npm start that uses the same --state, or against its own. Prints
its output, and apart from it its log lines, metrics and trace. SOURCE is the file that the function starts in. Without an
event the step gets the one it had last, or else the first of its folder in events/. The step can be left out when the event
lies in the folder of that step. What a state machine sends the step as a constant, such as a setting, is added to an event
without it.

  --parameter-overrides K=V   parameters of template.yaml (repeatable); a running npm start has its own
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
  const state = textOption(call, 'state');
  const { step, file, why } = stepAndEvent(call.positionals, call.project.templatePath, state);
  const event = readEvent(file);
  const used = await useCloud(call, { parameters: pairsOption(call, 'parameter-overrides') });
  const lambda = used.running ? await lambdaOfRunning(used.cloud, used.running) : used.own!.lambda;
  try {
    const functionName = findFunction(lambda, step);
    if (why) call.err.line(call.err.paint.dim(`${file}: ${why}`));
    const placed = await call.project.placeSamples(used.cloud, event);
    const whole = await withConstants(used.cloud, functionName, placed);
    const invocation: Invocation = await lambda.invokeInProcess(functionName, JSON.stringify(whole));
    await printInvocation(call, used.cloud, invocation);
    noteEvent(used.cloud.stateFolder, step, file);
    return invocation.functionError ? 1 : 0;
  } finally {
    if (used.running) await lambda.close();
    await used.close();
  }
}

function readEvent(file: string): unknown {
  try {
    return readJsonFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`${file} does not exist`, { cause });
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder: name an event in it`, { cause });
    throw cause;
  }
}

/** By the step's name or the function's logical id. */
function findFunction(lambda: Lambda, step: string): string {
  const functions = lambda.functions();
  const found = functions.find(({ logicalId }) => logicalId === `${step}Function` || logicalId === step);
  if (found) return found.name;
  const known = functions.map(({ logicalId }) => logicalId.replace(/Function$/, ''));
  throw new UsageError(`no step ${step}; ${nameHint(step, known)}`);
}
