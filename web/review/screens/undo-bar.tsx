// The reviewer's own answer, and the seconds in which it can be taken back. The server counts them; the page only shows them.

import { useEffect, useState } from 'preact/hooks';
import { useDesk } from '../desk.ts';
import type { Ticket } from '../review-api.ts';

interface Given {
  vote: NonNullable<Ticket['vote']>;
  canUndo: boolean;
  onUndo(): void;
  onNext(): void;
}

export function UndoBar({ vote, canUndo, onUndo, onNext }: Given) {
  const { texts } = useDesk();
  const left = useSecondsUntil(vote.undoUntil);
  return (
    <div class="note good undo">
      <p>
        {texts.vote.mine(texts.decided[vote.decision])} {canUndo && left > 0 && texts.vote.counted(left)}
      </p>
      <div class="acts">
        {canUndo && left > 0 && (
          <button type="button" aria-keyshortcuts="U" onClick={onUndo}>
            {texts.vote.undo}
          </button>
        )}
        <button type="button" class="first" onClick={onNext}>
          {texts.vote.next}
        </button>
      </div>
    </div>
  );
}

function useSecondsUntil(time: string): number {
  const secondsLeft = () => Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1000));
  const [left, setLeft] = useState(secondsLeft);
  useEffect(() => {
    setLeft(secondsLeft());
    const timer = setInterval(() => setLeft(secondsLeft()), 250);
    return () => clearInterval(timer);
  }, [time]);
  return left;
}
