import type { ApiProblem } from '../../shared/api.ts';
import { sentenceFor } from '../../shared/sentence.ts';
import { useDesk } from '../desk.ts';

/** What went wrong, in the words of the desk; nothing when nothing did. */
export function ProblemNote({ problem }: { problem: ApiProblem | undefined }) {
  const { texts } = useDesk();
  if (!problem) return null;
  return (
    <p class="note bad" role="alert">
      {sentenceFor(texts, problem)}
    </p>
  );
}
