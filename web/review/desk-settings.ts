// How a reviewer likes to work, kept in this browser alone.

import { KEY_MODES, type KeyMode } from './keys.ts';

export interface DeskSettings {
  keys: KeyMode;
  /** Every picture starts covered, not only those that may be hard to look at. */
  coversAll: boolean;
  /** Covered pictures lose their colours, too. */
  greys: boolean;
  /** Photos doubted for their content are not offered. */
  withoutContent: boolean;
}

const DEFAULTS: DeskSettings = { keys: 'on', coversAll: false, greys: true, withoutContent: false };
const KEPT = 'desk';

/** What was kept, where it still makes sense. */
export function readSettings(storage: Pick<Storage, 'getItem'>): DeskSettings {
  let kept: Partial<DeskSettings> = {};
  try {
    kept = (JSON.parse(storage.getItem(KEPT) ?? '{}') ?? {}) as Partial<DeskSettings>;
  } catch {
    // Somebody else's, or cut off: the defaults.
  }
  const flag = (name: 'coversAll' | 'greys' | 'withoutContent') =>
    typeof kept[name] === 'boolean' ? kept[name] : DEFAULTS[name];
  return {
    keys: KEY_MODES.find((mode) => mode === kept.keys) ?? DEFAULTS.keys,
    coversAll: flag('coversAll'),
    greys: flag('greys'),
    withoutContent: flag('withoutContent'),
  };
}

export function keepSettings(storage: Pick<Storage, 'setItem'>, settings: DeskSettings): void {
  storage.setItem(KEPT, JSON.stringify(settings));
}
