// AWS::Serverless::SimpleTable as the table that SAM makes of it: one key, paid by the request unless a throughput is given.
// Source: AWS SAM Developer Guide, AWS::Serverless::SimpleTable.

import { lookup } from './lookup.ts';
import { refuse } from './stack-error.ts';
import type { RawResource } from './template.ts';

export const SIMPLE_TABLE = 'AWS::Serverless::SimpleTable';
const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };
const TAKEN_OVER = ['TableName', 'SSESpecification', 'PointInTimeRecoverySpecification', 'Tags'];
/** What a simple table may say of itself. */
export const SIMPLE_TABLE_PROPERTIES = ['PrimaryKey', 'ProvisionedThroughput', ...TAKEN_OVER];

/** The resources with a DynamoDB table in place of each simple one. Throws StackError naming what SAM would refuse. */
export function withTables(resources: Record<string, RawResource>): Record<string, RawResource> {
  const all = Object.entries(resources).map(([logicalId, resource]) => [
    logicalId,
    resource.type === SIMPLE_TABLE ? tableOf(logicalId, resource) : resource,
  ]);
  return Object.fromEntries(all);
}

function tableOf(logicalId: string, resource: RawResource): RawResource {
  const { properties } = resource;
  const unknown = Object.keys(properties).find((name) => !SIMPLE_TABLE_PROPERTIES.includes(name));
  if (unknown !== undefined)
    refuse(
      `${logicalId} (${SIMPLE_TABLE}): there is no property ${unknown}; it knows ${SIMPLE_TABLE_PROPERTIES.join(', ')}. A table with more than one key is an AWS::DynamoDB::Table.`,
    );
  const { Name = 'id', Type = 'String' } = Object(properties.PrimaryKey) as Record<string, unknown>;
  const AttributeType = lookup(ATTRIBUTE_TYPES, String(Type));
  if (AttributeType === undefined)
    refuse(
      `${logicalId} (${SIMPLE_TABLE}): PrimaryKey.Type must be one of ${Object.keys(ATTRIBUTE_TYPES).join(', ')}.`,
    );
  const kept = Object.entries(properties).filter(([name]) => TAKEN_OVER.includes(name));
  return {
    ...resource,
    type: 'AWS::DynamoDB::Table',
    properties: {
      ...Object.fromEntries(kept),
      AttributeDefinitions: [{ AttributeName: Name, AttributeType }],
      KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
      ...(properties.ProvisionedThroughput === undefined
        ? { BillingMode: 'PAY_PER_REQUEST' }
        : { ProvisionedThroughput: properties.ProvisionedThroughput }),
    },
  };
}
