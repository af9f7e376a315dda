// Lets keys act on the photo that is shown, as the reviewer has set them.

import { useEffect, useRef } from 'preact/hooks';
import { useDesk } from './desk.ts';
import { actOfKey, isTypingInto, type KeyAct } from './keys.ts';

type Named = Exclude<KeyAct, number>;
type Acts = Record<Named, () => unknown> & { release(): void; finding(place: number): void };

export function useKeys(photoId: string, acts: Acts): void {
  const { settings } = useDesk();
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const shownAt = performance.now();
    const press = (event: KeyboardEvent) => {
      const { key, repeat, altKey, ctrlKey, metaKey, target } = event;
      const how = { key, repeat, altKey, ctrlKey, metaKey, isTyping: isTypingInto(target) };
      const act = actOfKey(how, settings.keys, performance.now() - shownAt);
      if (act === undefined) return;
      event.preventDefault();
      if (typeof act === 'number') latest.current.finding(act);
      else latest.current[act]();
    };
    const release = ({ key }: KeyboardEvent) => {
      if (key.toLowerCase() === 'b') latest.current.release();
    };
    addEventListener('keydown', press);
    addEventListener('keyup', release);
    return () => {
      removeEventListener('keydown', press);
      removeEventListener('keyup', release);
    };
  }, [photoId, settings.keys]);
}
