// The rider's routes, as this page uses them.

export type PhotoStatus = keyof typeof import('./texts.en.ts').EN.history.states;

/** One photo. Times are ISO 8601. */
export interface PhotoState {
  photoId: string;
  status: PhotoStatus;
  /** What to do about it, in the rider's language. */
  advice?: string[];
  updatedAt: string;
  reviewDueAt?: string;
  appealedAt?: string;
  canAppeal?: boolean;
}

/** GET /v1/me. */
export interface Me {
  consent: { state: 'given' | 'missing' | 'outdated' | 'withdrawn'; version: string; givenAt?: string };
  photo: PhotoState | null;
  attemptsLeft: number;
  attemptsAgainAt?: string;
  isBeingErased: boolean;
}

/** GET /v1/me/erasure. `delayed`: something could not be erased yet, and is tried again. */
export interface Erasure {
  state: 'running' | 'delayed' | 'done';
  receipt?: Record<string, unknown>;
}
