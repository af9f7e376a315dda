// The operations that describe pools and their clients.
// Source: Amazon Cognito user pools API Reference.
import * as z from 'zod';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { CognitoParts } from './cognito-parts.ts';
import { onPool, POOL_ERRORS } from './operation-shapes.ts';

const UserPoolId = z.string();
const DescribeUserPool = z.strictObject({ UserPoolId });
const DescribeUserPoolClient = z.strictObject({ UserPoolId, ClientId: z.string() });

export function poolOperations({ pools }: CognitoParts): Operation[] {
  const pool = onPool(pools);
  return [
    defineOperation({
      name: 'DescribeUserPool',
      input: DescribeUserPool,
      errors: POOL_ERRORS,
      resource: pool,
      run({ resource: { pool: one } }) {
        const made = new Date(one.createdMs);
        return {
          UserPool: {
            Id: one.id,
            Name: one.name,
            Arn: one.arn,
            CreationDate: made,
            LastModifiedDate: made,
            EstimatedNumberOfUsers: one.people.size,
            UsernameConfiguration: { CaseSensitive: one.settings.isCaseSensitive },
            AdminCreateUserConfig: { AllowAdminCreateUserOnly: !one.settings.hasSignUp },
            ...(one.settings.isNamedByEmail ? { UsernameAttributes: ['email'] } : {}),
            ...(one.domain === undefined ? {} : { Domain: one.domain }),
          },
        };
      },
    }),
    defineOperation({
      name: 'DescribeUserPoolClient',
      input: DescribeUserPoolClient,
      errors: POOL_ERRORS,
      resource: pool,
      run({ input, resource }) {
        const client = pools.client(input.ClientId);
        if (client.pool !== resource.pool)
          throw new ServiceError(
            'ResourceNotFoundException',
            `User pool client ${input.ClientId} does not exist.`,
          );
        const made = new Date(client.pool.createdMs);
        return {
          UserPoolClient: {
            ...client.described,
            ClientId: client.id,
            ClientName: client.name,
            UserPoolId: client.pool.id,
            ...(client.secret === undefined ? {} : { ClientSecret: client.secret }),
            CreationDate: made,
            LastModifiedDate: made,
          },
        };
      },
    }),
  ];
}
