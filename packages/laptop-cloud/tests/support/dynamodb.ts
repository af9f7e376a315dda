// A database in memory behind a gateway, with one table, for suites that ask as clients do.
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDb } from '../../src/services/dynamodb/dynamodb.ts';
import { ACCOUNT_ID, REGION, startGateway, type TestGateway } from './gateway.ts';

export const TableName = 'Riders';

export interface TestDynamoDb {
  gateway: TestGateway;
  client: DynamoDBClient;
  close(): Promise<void>;
}

/** With a table whose items have the key `pk`, a text; `more` adds to how it is made. */
export async function startDynamoDb(more: Partial<CreateTableCommandInput> = {}): Promise<TestDynamoDb> {
  const { service } = await createDynamoDb({ folder: null, region: REGION, accountId: ACCOUNT_ID });
  const gateway = await startGateway([service]);
  const client = new DynamoDBClient(gateway.clientConfig);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      ...more,
    }),
  );
  return {
    gateway,
    client,
    async close() {
      client.destroy();
      await gateway.close();
    },
  };
}
