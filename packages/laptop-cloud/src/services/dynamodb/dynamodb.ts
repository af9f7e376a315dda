// The local DynamoDB: dynalite's rules and storage behind the gateway, with transactions and time to live added.

import { mkdirSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { create } from 'dynalite/db/index.js';
import type { Clock } from 'states-language';
import { tableArn } from '../../arns.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { KeyRefusal } from '../key-refusal.ts';
import { jsonService } from '../protocols/json.ts';
import type { Service } from '../service.ts';
import { writeTogether } from './group-commit.ts';
import { keepTables } from './kept-tables.ts';
import { openTables, refuseToBeginAnew } from './open-tables.ts';
import { dynamoDbOperations } from './operations.ts';
import { parseOnce } from './parsed-expressions.ts';
import { readQuickly } from './quick-reads.ts';
import { removeByRange } from './ranges-removed.ts';
import { openRequestTokens } from './request-tokens.ts';
import { dynamoDbResourceTypes } from './resource-types.ts';
import { sweepExpired } from './time-to-live.ts';
import { guardLog } from './torn-log.ts';
import { finishTables } from './unfinished-tables.ts';

export interface DynamoDbOptions {
  /** Holds the database; null keeps it in memory. */
  folder: string | null;
  region: string;
  accountId: string;
  /** Milliseconds since 1970; the machine's clock by default. */
  clock?: Pick<Clock, 'now'>;
  /** Why a key cannot be used; without it all can. */
  keyRefusal?: KeyRefusal;
  /** Gets unexpected failures; stderr by default. */
  log?: (line: string) => void;
}

export interface LocalDynamoDb {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Removes expired items now; it is also done every minute. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;

/** Opens the database. Rejects as `refuseToBeginAnew` and `openTables` do. */
export async function createDynamoDb(options: DynamoDbOptions): Promise<LocalDynamoDb> {
  const { folder, region, accountId } = options;
  const log = options.log ?? ((line: string) => console.error(line));
  const now = () => (options.clock ?? Date).now();
  if (folder !== null) {
    mkdirSync(folder, { recursive: true });
    refuseToBeginAnew(folder);
  }
  const store = create({
    ...(folder === null ? {} : { path: folder }),
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
  });
  store.tableDb.awsAccountId = accountId;
  store.tableDb.awsRegion = region;
  parseOnce();
  readQuickly(store);
  writeTogether(store);
  keepTables(store);
  removeByRange(store);
  await openTables(store.db, folder, log);
  await finishTables(store);
  const tokens = await openRequestTokens(store.db, now);
  const arnOf = (table: string, index?: string) => tableArn({ accountId, region }, table, index);

  const logGuard = guardLog(log);
  let sweeping: Promise<void> = Promise.resolve();
  function sweep(): Promise<void> {
    // One after another, whatever became of the last.
    sweeping = sweeping
      .catch(() => undefined)
      .then(() => logGuard.guardedWork(() => sweepExpired(store, now())));
    return sweeping;
  }
  const timer = setInterval(() => {
    sweep().catch((error: Error) => log(`dynamodb time to live: ${error.stack}`));
  }, SWEEP_EVERY_MS);
  timer.unref();

  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= (async () => {
      clearInterval(timer);
      await sweeping.catch(() => undefined);
      await store.db.close();
    })();
    return closing;
  }

  return {
    service: withChecksums(
      jsonService({
        scope: 'dynamodb',
        version: '1.0',
        targetPrefix: 'DynamoDB_20120810',
        errorPrefix: 'com.amazonaws.dynamodb.v20120810#',
        hasPlainAnswers: true,
        operations: dynamoDbOperations(store, arnOf, tokens, options.keyRefusal).map(logGuard.guarded),
        log,
        close,
      }),
    ),
    resourceTypes: dynamoDbResourceTypes(store, arnOf),
    sweep,
    close,
  };
}

/** Every answer of DynamoDB carries its checksum; the SDK for Go warns without. */
function withChecksums(service: Service): Service {
  return {
    ...service,
    async handle(request) {
      const response = await service.handle(request);
      const checksum = String(crc32(response.body ?? ''));
      return { ...response, headers: { ...response.headers, 'x-amz-crc32': checksum } };
    },
  };
}
