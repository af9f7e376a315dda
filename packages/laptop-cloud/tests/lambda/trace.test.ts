import type { OpenInvocationSegments } from '../../src/lambda/trace.ts';
import { aFunction, aProject } from './a-project.ts';

test('asks for segments, hands the handler their header and says how it ended', async () => {
  const calls: unknown[] = [];
  const openSegments: OpenInvocationSegments = (call) => {
    calls.push(call);
    return {
      traceHeader: `Root=1-2;Parent=${calls.length};Sampled=1`,
      end: (outcome) => calls.push(outcome),
    };
  };
  const project = await aProject(
    {
      'src/step.ts': `
export const Step = async () => process.env._X_AMZN_TRACE_ID;
export const Fail = async () => { throw new RangeError('x'); };`,
    },
    `Resources:${aFunction('Step', 'Tracing: Active')}${aFunction('Fail')}`,
    { openSegments },
  );

  const answer = await project.lambda.invoke('Step', '{}', { traceHeader: 'Root=1-1' });
  await project.call('Fail');
  await project.remove();

  expect(answer.payload).toBe('"Root=1-2;Parent=1;Sampled=1"');
  expect(calls).toMatchObject([
    { functionName: project.lambda.find('Step').name, traceHeader: 'Root=1-1', isActive: true },
    { durationMs: expect.any(Number), initDurationMs: expect.any(Number) },
    { isActive: false, traceHeader: undefined },
    { errorType: 'RangeError' },
  ]);
});
