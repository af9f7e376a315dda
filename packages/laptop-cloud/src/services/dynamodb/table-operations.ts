// The operations on tables: make, change, describe, tag, delete.
import { isDeepStrictEqual } from 'node:util';
import type { Store, Table } from 'dynalite/db/index.js';
import * as z from 'zod';
import type { KeyRefusal } from '../key-refusal.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import { act, checkInput, findTable, type Input, type Output } from './engine.ts';
import {
  changeSettings,
  described,
  forgetSettings,
  readSettings,
  refuseMissingKey,
  takeSettings,
  withGiven,
  writeSettings,
} from './table-settings.ts';
import { changeTags, checkTags, tagsOf } from './table-tags.ts';
import { writeTimeToLive } from './time-to-live.ts';
import { refuseOtherMembers } from './transactions.ts';
import { updateTable } from './update-table.ts';
import { VALIDATION } from './validation.ts';

const ResourceArn = z.string();
const Tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) }));

/** One operation on one table, authorized on its ARN. */
export type OnTable = (
  name: string,
  run: (input: Input, table: string) => Promise<Output>,
  errors?: readonly string[],
) => Operation;

export function tableOperations(store: Store, onTable: OnTable, keyRefusal?: KeyRefusal): Operation[] {
  const show = async (table: Table | Output, name: string) =>
    described(table, await readSettings(store, name));
  const tagged = (input: { ResourceArn: string }) => input.ResourceArn;
  return [
    onTable(
      'CreateTable',
      async (input, name) => {
        const { engine, given } = takeSettings(withoutIdleStream(input));
        const checked = checkInput('CreateTable', engine, store);
        refuseMissingKey(given, keyRefusal);
        const settings = withGiven({ tags: {}, isProtected: false }, given);
        checkTags(settings.tags);
        const { TableDescription } = await act('CreateTable', checked, store).catch((error: unknown) => {
          throw inUse(error, `Table already exists: ${name}`);
        });
        await writeSettings(store, name, settings);
        return { TableDescription: await show(TableDescription as Output, name) };
      },
      ['LimitExceededException', 'ResourceInUseException'],
    ),
    onTable(
      'UpdateTable',
      async (input, name) => {
        const { engine, given } = takeSettings(input);
        refuseMissingKey(given, keyRefusal);
        // The engine has the words for an update of nothing.
        if (isIdle(engine, given)) checkInput('UpdateTable', { TableName: name }, store);
        const table = await updateTable(store, name, engine);
        await changeSettings(store, name, (settings) => withGiven(settings, { ...given, Tags: null }));
        return { TableDescription: await show(table, name) };
      },
      ['LimitExceededException', 'ResourceInUseException', 'ResourceNotFoundException'],
    ),
    onTable('DescribeTable', async (input, name) => {
      const { Table: table } = await act('DescribeTable', checkInput('DescribeTable', input, store), store);
      return { Table: await show(table as Output, name) };
    }),
    onTable('DeleteTable', async (input, name) => {
      const { isProtected } = await readSettings(store, name);
      if (isProtected) {
        throw new ServiceError(
          VALIDATION,
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      const { TableDescription } = await act('DeleteTable', checkInput('DeleteTable', input, store), store);
      const shown = ofDeleted(await show(TableDescription as Output, name));
      await writeTimeToLive(store, name, undefined);
      await forgetSettings(store, name);
      return { TableDescription: shown };
    }),
    onTable('DescribeContinuousBackups', async (input, name) => {
      refuseOtherMembers('DescribeContinuousBackups', input, ['TableName']);
      await findTable(store, name);
      return {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      };
    }),
    defineOperation({
      name: 'DescribeLimits',
      input: z.strictObject({}),
      errors: [],
      resource: () => '*',
      // What a new account of AWS has; nothing is limited here.
      run: () => ({
        AccountMaxReadCapacityUnits: 80_000,
        AccountMaxWriteCapacityUnits: 80_000,
        TableMaxReadCapacityUnits: 40_000,
        TableMaxWriteCapacityUnits: 40_000,
      }),
    }),
    defineOperation({
      name: 'TagResource',
      input: z.strictObject({ ResourceArn, Tags: Tags.min(1) }),
      errors: ['ResourceNotFoundException'],
      resource: tagged,
      run: ({ input }) =>
        changeTags(
          store,
          input.ResourceArn,
          Object.fromEntries(input.Tags.map(({ Key, Value }) => [Key, Value])),
        ),
    }),
    defineOperation({
      name: 'UntagResource',
      input: z.strictObject({ ResourceArn, TagKeys: z.array(z.string()) }),
      errors: ['ResourceNotFoundException'],
      resource: tagged,
      run: ({ input }) =>
        changeTags(
          store,
          input.ResourceArn,
          Object.fromEntries(input.TagKeys.map((key) => [key, undefined])),
        ),
    }),
    defineOperation({
      name: 'ListTagsOfResource',
      input: z.strictObject({ ResourceArn }),
      errors: ['ResourceNotFoundException'],
      resource: tagged,
      async run({ input }) {
        const tags = Object.entries(await tagsOf(store, input.ResourceArn));
        return { Tags: tags.map(([Key, Value]) => ({ Key, Value })) };
      },
    }),
  ];
}

function isIdle(
  { TableName: _name, AttributeDefinitions: _defined, ...engine }: Input,
  given: object,
): boolean {
  const { GlobalSecondaryIndexUpdates: updates = [], ...others } = engine;
  const changes = [...Object.values(others), ...Object.values(given)].filter((one) => one !== undefined);
  return changes.length === 0 && Object.keys(Object(updates)).length === 0;
}

/** Of a table that goes AWS tells less. */
function ofDeleted(description: Output): Output {
  const {
    AttributeDefinitions: _attributes,
    CreationDateTime: _made,
    GlobalSecondaryIndexes: _global,
    KeySchema: _keys,
    LocalSecondaryIndexes: _local,
    ...told
  } = description;
  return told;
}

/** A stream that is off is none. */
function withoutIdleStream({ StreamSpecification: stream, ...input }: Input): Input {
  const isIdle = isDeepStrictEqual(stream, { StreamEnabled: false });
  return isIdle || stream === undefined ? input : { ...input, StreamSpecification: stream };
}

// The engine says no more than that.
function inUse(error: unknown, message: string): unknown {
  const isInUse = error instanceof ServiceError && error.code.endsWith('#ResourceInUseException');
  return isInUse ? new ServiceError(error.code, error.message || message, error.status) : error;
}
