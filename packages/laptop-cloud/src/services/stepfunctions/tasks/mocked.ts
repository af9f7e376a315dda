// The first link of the chain: a state that the running test case mocks is answered from the mock configuration.
import { StatesTaskError } from 'states-language';
import type { MockedTestCase } from './mock-configuration.ts';
import type { TaskStep } from './task.ts';

/** Answers the states of one execution that `testCase` names; the others go on to `next`. Attempts are counted by state. */
export function withMocks(next: TaskStep, testCase: MockedTestCase): TaskStep {
  const attempts = new Map<string, number>();
  return async (task, context) => {
    const attempt = attempts.get(task.state) ?? 0;
    const response = testCase.response(task.state, attempt);
    if (!response) return next(task, context);
    attempts.set(task.state, attempt + 1);
    if ('Throw' in response) throw new StatesTaskError(response.Throw.Error, response.Throw.Cause);
    return response.Return;
  };
}
