import type { ApiProblem } from './api.ts';

/** The sentence of a page for what went wrong: by the problem's type, or the one for everything else. */
export function sentenceFor<Problems extends { other: string }>(
  { problems }: { problems: Problems },
  { type }: Pick<ApiProblem, 'type'>,
): string {
  return Object.hasOwn(problems, type) ? String(problems[type as keyof Problems]) : problems.other;
}
