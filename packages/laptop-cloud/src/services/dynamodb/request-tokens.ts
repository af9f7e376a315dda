// Which transactions were done: one that comes again with its client request token within ten minutes writes nothing, also in the laptop
// cloud that is started meanwhile. A token goes to disk in one batch with what its transaction writes.
// Source: DynamoDB API Reference, TransactWriteItems, ClientRequestToken.

import { hash } from 'node:crypto';
import type { BatchOperation, Store } from 'dynalite/db/index.js';
import { ServiceError } from '../service.ts';
import { watchSetbacks } from '../setbacks.ts';

const LIFE_MS = 600_000;
const PREFIX = 'request-token~';
const PREFIX_END = 'request-token\u007f';

interface Done {
  /** Of the request: it may be as large as four megabytes. */
  digest: string;
  atMs: number;
  /** Missing in what an older laptop cloud has kept. */
  reads?: ReadUnits;
}

/** What reading the items of a transaction costs, by table: that is what the same transaction once more costs. */
export type ReadUnits = Readonly<Record<string, number>>;

export interface RequestTokens {
  /**
   * Has `write` done once: not again for a request that it was done for, of which this gives what it read then. What `alongWith` gives
   * belongs in its batch. Rejects with IdempotentParameterMismatchException for another request, and TransactionInProgressException
   * while the first is not over.
   */
  once(
    token: string,
    request: string,
    write: (alongWith: (reads: ReadUnits) => readonly BatchOperation[]) => Promise<void>,
  ): Promise<{ before: ReadUnits } | undefined>;
}

/** Knows what an earlier process has done; the database must be open. */
export async function openRequestTokens(db: Store['db'], now: () => number): Promise<RequestTokens> {
  // In order of being done, so that the outdated ones stand in front.
  const done = new Map<string, Done>();
  const underWay = new Map<string, string>();
  const outdated: BatchOperation[] = [];
  const setback = watchSetbacks({ now });

  const left: [string, Done][] = [];
  for await (const [key, value] of db.iterator({ gte: PREFIX, lt: PREFIX_END }))
    left.push([key.slice(PREFIX.length), value as Done]);
  const setAnew: BatchOperation[] = [];
  for (const [token, one] of left.sort(([, one], [, other]) => one.atMs - other.atMs)) {
    if (one.atMs > now()) {
      one.atMs = now();
      setAnew.push({ type: 'put', key: PREFIX + token, value: one });
    }
    done.set(token, one);
  }
  // The clock was put back since: what was to last ten minutes is not to last longer.
  if (setAnew.length > 0) await db.batch(setAnew);

  function forgetOutdated(): void {
    const backMs = setback();
    if (backMs > 0) for (const one of done.values()) one.atMs -= backMs;
    for (const [token, { atMs }] of done) {
      if (atMs + LIFE_MS >= now()) break;
      done.delete(token);
      outdated.push({ type: 'del', key: PREFIX + token });
    }
  }

  return {
    async once(token, request, write) {
      forgetOutdated();
      const digest = hash('sha256', request, 'base64');
      const known = done.get(token)?.digest ?? underWay.get(token);
      if (known !== undefined && known !== digest)
        throw new ServiceError(
          'IdempotentParameterMismatchException',
          'Request parameters do not match the ones of an earlier request with the same client token',
        );
      const before = done.get(token);
      if (before) return { before: before.reads ?? {} };
      if (known !== undefined)
        throw new ServiceError(
          'TransactionInProgressException',
          'The transaction with the given request token is already in progress',
        );
      underWay.set(token, digest);
      try {
        const one: Done = { digest, atMs: now() };
        await write((reads) => {
          one.reads = reads;
          return [...outdated.splice(0), { type: 'put', key: PREFIX + token, value: one }];
        });
        done.set(token, one);
        return undefined;
      } finally {
        underWay.delete(token);
      }
    },
  };
}
