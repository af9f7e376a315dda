// The steps of forget-rider by themselves: what they refuse. What they do together is tests/e2e/forget.test.ts.

import type { Context } from 'aws-lambda';
import { CONTEXT, capture } from '../shared/invocation.ts';

const STEPS = ['close-erasure', 'erase-faces', 'erase-photo', 'erase-rows', 'find-traces', 'unlink-rider'];

interface StepModule {
  handler(event: unknown, context: Context): Promise<unknown>;
}

it.each(STEPS)('%s refuses an event that is not its own, and names no rider', async (step) => {
  const { handler } = (await import(`../../src/forget/${step}.ts`)) as StepModule;
  const event = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:ForgetRider:1', riderId: 7 };
  const { error, text } = await capture(() => handler(event, CONTEXT));
  expect(error).toMatchObject({ name: 'InvalidInputError' });
  expect(text).not.toContain('"riderId":7');
});
