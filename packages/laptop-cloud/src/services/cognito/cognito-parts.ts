// What the operations and pages of Cognito work with.

import type { Keys } from './keys.ts';
import type { Pools } from './pools.ts';
import type { Sessions } from './sessions.ts';
import type { TokenIssuer } from './tokens.ts';

export interface CognitoParts {
  pools: Pools;
  keys: Keys;
  tokens: TokenIssuer;
  sessions: Sessions;
  region: string;
  /** Origin of the gateway, e.g. `http://127.0.0.1:4566`. */
  endpoint(): string;
  /** Milliseconds since 1970. */
  now(): number;
}
