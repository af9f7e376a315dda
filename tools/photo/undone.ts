// What became of a photo that failed, read from the history of its execution: nothing is said that did not happen.

import type { HistoryEvent } from 'states-language';
import { failureOf, type Story } from './story.ts';

export interface Undone {
  /** `nothing` had been made of it; or it was withdrawn, or it was not. */
  photo: 'withdrawn' | 'not withdrawn' | 'nothing';
  deletedFaces?: number;
  deletedObjects?: number;
  /** Why it was not withdrawn: the error of WithdrawPhoto. Absent when the execution ended before that. */
  error?: string;
  wereOperatorsTold: boolean;
}

/** Of an execution that did not succeed. */
export function undoneOf(story: Story): Undone {
  const wereOperatorsTold = ['AlertOperators', 'AlertLeftovers', 'AlertUnclaimed'].some((state) =>
    hasSucceeded(story, state),
  );
  const tried = lastExit(story, 'WithdrawPhoto');
  if (hasSucceeded(story, 'WithdrawPhoto')) {
    const { withdrawal } = JSON.parse(tried?.output ?? '{}') as { withdrawal?: Withdrawal };
    return {
      photo: 'withdrawn',
      deletedFaces: countOf(withdrawal?.deletedFaces),
      deletedObjects: countOf(withdrawal?.deletedObjects),
      wereOperatorsTold,
    };
  }
  // InspectPhoto is the first state that makes anything.
  if (!hasEntered(story, 'InspectPhoto')) return { photo: 'nothing', wereOperatorsTold };
  const error = story
    .events()
    .filter((event) => story.stateOf(event) === 'WithdrawPhoto')
    .flatMap((event) => failureOf(event)?.error ?? [])
    .at(-1);
  return { photo: 'not withdrawn', ...(error === undefined ? {} : { error }), wereOperatorsTold };
}

/** Whether the task of a state was carried out; undefined when the state was never entered. */
export function wasDone(story: Story, state: string): boolean | undefined {
  return hasEntered(story, state) ? hasSucceeded(story, state) : undefined;
}

export function hasEntered(story: Story, state: string): boolean {
  return story.events().some(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state);
}

interface Withdrawal {
  deletedFaces?: unknown;
  deletedObjects?: unknown;
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : Number(value ?? 0);
}

function hasSucceeded(story: Story, state: string): boolean {
  return story.events().some((event) => SUCCESS.has(event.type) && story.stateOf(event) === state);
}

const SUCCESS = new Set(['TaskSucceeded', 'LambdaFunctionSucceeded', 'ActivitySucceeded']);

function lastExit(story: Story, state: string): HistoryEvent['stateExitedEventDetails'] {
  return story
    .events()
    .flatMap(({ stateExitedEventDetails }) => stateExitedEventDetails ?? [])
    .filter(({ name }) => name === state)
    .at(-1);
}
