// How the template's tables live here.
import type { Store } from 'dynalite/db/index.js';
import type { Resource, ResourceTypes } from '../../stack/resource.ts';
import type { ArnOf } from './operations.ts';
import { ensureTable, tableProperties } from './tables.ts';

const IGNORED: Readonly<Record<string, string>> = {
  SSESpecification: 'the tables lie in a folder of this machine, as safe as the machine',
  PointInTimeRecoverySpecification: 'there are no backups; the state folder can be copied while nothing runs',
  DeletionProtectionEnabled: 'nothing but the reset command and DeleteTable removes a table here',
  TableClass: 'classes differ in price alone',
  ContributorInsightsSpecification: 'nobody competes for the capacity of a laptop',
  Tags: 'tags of tables name costs, and a laptop has none',
};

export function dynamoDbResourceTypes(store: Store, arnOf: ArnOf): ResourceTypes {
  return {
    'AWS::DynamoDB::Table': {
      nameProperty: 'TableName',
      properties: [
        'TableName',
        'KeySchema',
        'AttributeDefinitions',
        'GlobalSecondaryIndexes',
        'LocalSecondaryIndexes',
        'BillingMode',
        'ProvisionedThroughput',
        'TimeToLiveSpecification',
      ],
      ignored: IGNORED,
      ref: (name) => name,
      attributes: (name) => ({ Arn: arnOf(name) }),
      check: (resource) => void tableProperties(honouredOf(resource)),
      provision: (resource) => ensureTable(store, resource.physicalName, honouredOf(resource)),
    },
  };
}

function honouredOf({ properties }: Resource): Record<string, unknown> {
  const ignored = new Set(['TableName', ...Object.keys(IGNORED)]);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !ignored.has(name)));
}
