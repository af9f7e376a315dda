import type { ApiProblem } from './api.ts';
import { sentenceFor } from './sentence.ts';

interface Given {
  texts: { problems: { other: string } };
  problem: ApiProblem | undefined;
}

/** What went wrong, in the words of the page; nothing when nothing did. */
export function ProblemNote({ texts, problem }: Given) {
  if (!problem) return null;
  return (
    <p class="note bad" role="alert">
      {sentenceFor(texts, problem)}
    </p>
  );
}
