// What a journey is, and what it travels with.

import type { Camera } from './chromium.ts';
import type { Laptop } from './laptop.ts';
import type { Visitor } from './visitor.ts';

export interface Journey {
  name: string;
  /** Of the device: a sample of that name is what it sees. `none` unless given. */
  camera?: Camera;
  run(world: World): Promise<void>;
}

export interface World {
  laptop: Laptop;
  /** Somebody with a browser of their own: no cookies, nothing kept. */
  visit(page: 'rider' | 'review'): Promise<Visitor>;
  /** One promise, a line in the table: throws Error that says what was seen instead, or returns what was seen, in a few words. */
  row(promise: string, check: () => Promise<string>): Promise<void>;
  /** What the page shows now is a screen: fit for everybody, and drawn for the collection under that name. */
  screen(name: string, visitor: Visitor): Promise<void>;
}

/** Throws Error that says what was seen instead. */
export function expectThat(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Error(seen);
}
