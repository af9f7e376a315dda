// Which key does what at the desk, and when a key does nothing: while somebody types, for shortcuts of the browser, for a key that
// is held down, and in the first moment of a new photo, which the second half of a double press must not answer.

export type KeyAct =
  | 'approve'
  | 'retake'
  | 'reject'
  | 'skip'
  | 'undo'
  | 'peek'
  | 'zoom'
  | 'settings'
  | number;

export const KEY_MODES = ['on', 'alt', 'off'] as const;
export type KeyMode = (typeof KEY_MODES)[number];

/** What of a keyboard event it looks at. */
export interface KeyPress {
  key: string;
  repeat: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isTyping: boolean;
}

export const SETTLING_MS = 400;

const ACTS: Readonly<Record<string, KeyAct>> = {
  a: 'approve',
  t: 'retake',
  x: 'reject',
  s: 'skip',
  u: 'undo',
  b: 'peek',
  z: 'zoom',
  '?': 'settings',
};

/** The act of a key; a number for the finding of that place, from 1. `shownMs`: how long the photo has been there. */
export function actOfKey(press: KeyPress, mode: KeyMode, shownMs: number): KeyAct | undefined {
  if (mode === 'off' || press.repeat || press.isTyping || press.ctrlKey || press.metaKey) return undefined;
  if (press.altKey !== (mode === 'alt') || shownMs < SETTLING_MS) return undefined;
  if (/^[1-9]$/.test(press.key)) return Number(press.key);
  return ACTS[press.key.toLowerCase()];
}

/** Whether keys belong to what has the focus. */
export function isTypingInto(target: unknown): boolean {
  const element = target as { tagName?: string; isContentEditable?: boolean; type?: string } | null;
  if (element?.isContentEditable) return true;
  if (element?.tagName === 'INPUT')
    return !['checkbox', 'radio', 'button', 'submit'].includes(element.type ?? '');
  return element?.tagName === 'TEXTAREA' || element?.tagName === 'SELECT';
}
