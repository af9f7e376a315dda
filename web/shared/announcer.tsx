// The one place from which a page speaks to screen readers: politely, and a sentence only when it differs from the last.

import { useEffect, useState } from 'preact/hooks';

let tell: ((sentence: string) => void) | undefined;

/** Lets screen readers say a sentence as soon as they have finished theirs. */
export function announce(sentence: string): void {
  tell?.(sentence);
}

export function Announcer() {
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    tell = setSentence;
    return () => {
      tell = undefined;
    };
  }, []);
  return (
    <div class="announcer" role="status" aria-live="polite">
      {sentence}
    </div>
  );
}
