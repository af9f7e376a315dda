// The frame around every step: a Lambda handler that parses, observes and then runs it.

import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { withConfiguration } from './config.ts';
import { InvalidInputError } from './errors.ts';
import { observe } from './telemetry.ts';

/**
 * What a step's event carries beside its own input: the execution's ARN, which is the correlation id, and where the step has
 * thresholds the Configuration of the state machine's version, as JSON (docs/decisions/0022-versions.md).
 */
const Carried = {
  executionArn: z.string().check(z.minLength(1)),
  configuration: z.exactOptional(z.string()),
};

/** The schema of a step's event: its own members and what every event carries. Other members are dropped. */
export function eventSchema<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.object({ ...Carried, ...shape });
}

/**
 * Makes a Lambda handler of a step: parses the event, logs a line in and a line out, traces, counts, and passes errors on
 * as they are. Throws InvalidInputError naming the bad members, never their values.
 *
 * @example
 * export const Input = eventSchema({ image: WorkingCopySchema });
 * export const handler = defineStep('DetectFace', Input, async ({ image }) => judge(await detectFaces(image)));
 */
export function defineStep<Input extends { executionArn: string; configuration?: string }, Output>(
  step: string,
  schema: z.ZodMiniType<Input>,
  run: (input: Input) => Output | Promise<Output>,
): (event: unknown, context: Context) => Promise<Output> {
  return (event, context) =>
    observe({ kind: 'step', name: step, correlationId: executionArnOf(event), context }, async () => {
      const input = parse(schema, event);
      return withConfiguration(input.configuration, () => run(input));
    });
}

function parse<Input>(schema: z.ZodMiniType<Input>, event: unknown): Input {
  const result = z.safeParse(schema, event);
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, code }) => `${path.map(String).join('.') || 'event'} (${code})`,
  );
  throw new InvalidInputError(`The event does not fit the step: ${problems.join(', ')}`);
}

// Read leniently and before the event is parsed: an event that does not fit must be found under its execution, too.
function executionArnOf(event: unknown): string {
  const arn = (event as { executionArn?: unknown } | null)?.executionArn;
  return typeof arn === 'string' && arn !== '' ? arn : 'unknown';
}
