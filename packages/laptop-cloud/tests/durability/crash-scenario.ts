// What a store goes through while it is killed, and all that it knows.
export interface Scenario<World> {
  /** The store over a folder, as its process opens it. */
  open(folder: string): World | Promise<World>;
  /** What has happened before anything is looked at. */
  before?(world: World): unknown;
  /** Another has done that, which this process learns of when it opens it anew. */
  isOutside?: true;
  /** Each is acknowledged once it resolves; `reopen`: the process ends in order, and another begins. */
  steps: readonly ('reopen' | ((world: World) => unknown))[];
  known(world: World): unknown;
  /** What the next process does, so that what comes back is seen. */
  later?(world: World): unknown;
  close(world: World): unknown;
  /** The files that may be there once it is open. */
  left: RegExp;
  /** Of these, the one that has to be written anew on the way. */
  anew: string;
}
