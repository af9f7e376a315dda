// The retries of every Task of every definition, held against the table and against the errors that can happen.

import { policyFor, RETRY_POLICIES, type Retrier } from '../../statemachine/retry-policies.ts';
import { OWN_ERRORS, possibleErrors } from './possible-errors.ts';
import { definitions, states, tasks } from './task-states.ts';

const policies = Object.entries(RETRY_POLICIES) as [keyof typeof RETRY_POLICIES, readonly Retrier[]][];
const WILDCARDS = ['States.ALL', 'States.TaskFailed', 'States.Timeout'];

it('there are definitions with tasks, and at most six policies for them', () => {
  expect(definitions.length).toBeGreaterThan(0);
  expect(tasks.length).toBeGreaterThan(25);
  expect(policies.length).toBeLessThanOrEqual(6);
});

it('a definition stays short enough to be read', () => {
  for (const { text } of definitions) expect(text.split('\n').length).toBeLessThanOrEqual(1700);
});

it.each(tasks)('%s has the policy of its integration, or its own', (name, { Resource, Retry }) => {
  expect(Retry).toEqual(RETRY_POLICIES[policyFor(name, Resource!)]);
});

it('nothing but tasks is retried: a Parallel state would do again what is done', () => {
  expect(states.filter(([, { Type, Retry }]) => Type !== 'Task' && Retry).map(([name]) => name)).toEqual([]);
});

it('an integration without a policy is refused by name', () => {
  expect(() => policyFor('Transcribe', 'arn:aws:states:::batch:submitJob')).toThrow(
    /no retry policy for .*batch:submitJob/,
  );
});

describe.each(policies)('the policy %s', (policy, retriers) => {
  const theirs = tasks.filter(([name, { Resource }]) => policyFor(name, Resource!) === policy);
  const resources = [...new Set(theirs.map(([, { Resource }]) => Resource!))];
  const possible = new Set(resources.flatMap(possibleErrors));

  it('is used', () => {
    expect(resources).not.toEqual([]);
  });

  it('names only errors that can happen', () => {
    const names = retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(names.filter((name) => !possible.has(name))).toEqual([]);
  });

  it('names each error once, and wildcards in the last retrier alone', () => {
    const names = retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(new Set(names).size).toBe(names.length);
    const before = retriers.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(before.filter((name) => WILDCARDS.includes(name))).toEqual([]);
  });

  it('tries again whatever it does not know', () => {
    const last = retriers.at(-1)!;
    // A review whose time is up is answered: asking again would start its three days anew.
    const wanted = policy === 'taskToken' ? ['States.TaskFailed'] : ['States.TaskFailed', 'States.Timeout'];
    expect(last.ErrorEquals).toEqual(wanted);
    expect(last.MaxAttempts).toBeGreaterThanOrEqual(3);
  });

  it('spreads its tries, and gives up first on what is final', () => {
    for (const retrier of retriers) {
      if (retrier.MaxAttempts > 0) expect(retrier.JitterStrategy).toBe('FULL');
    }
    const order = retriers.map(({ MaxAttempts }) => MaxAttempts > 0);
    expect(order).toEqual([...order].sort());
  });
});

/** Seconds that the tries of a retrier may take, at most: with jitter it is half of that on average. */
function longest({ IntervalSeconds = 1, MaxAttempts, MaxDelaySeconds = Infinity }: Retrier): number {
  const delays = Array.from({ length: MaxAttempts }, (_, n) =>
    Math.min(IntervalSeconds * 2 ** n, MaxDelaySeconds),
  );
  return delays.reduce((sum, delay) => sum + delay, 0);
}

describe('a burst above a quota', () => {
  const throttled = (retriers: readonly Retrier[]) =>
    retriers.filter(({ ErrorEquals }) => ErrorEquals.includes('DependencyThrottledError'));

  it.each(['lambdaStep', 'taskToken'] as const)('is outlasted by %s: ten minutes on average', (policy) => {
    const [retrier] = throttled(RETRY_POLICIES[policy]);
    expect(longest(retrier!) / 2).toBeGreaterThanOrEqual(600);
    expect(retrier!.ErrorEquals).toContain('Lambda.TooManyRequestsException');
  });
});

it('every error of our own is final, a burst, or passes by itself', () => {
  const named = RETRY_POLICIES.lambdaStep.slice(0, -1).flatMap(({ ErrorEquals }) => ErrorEquals as string[]);
  expect(OWN_ERRORS.filter((name) => !named.includes(name)).sort()).toEqual([
    'DependencyUnavailableError',
    'FaceNotYetSearchableError',
  ]);
});
