// AWS STS on a laptop: says who calls, which many tools ask before anything else. Nobody can become somebody else here.
// Source: AWS STS API Reference, GetCallerIdentity.
import * as z from 'zod';
import { defineOperation } from '../operation.ts';
import { queryService } from '../protocols/query.ts';
import type { Service } from '../service.ts';

export interface StsOptions {
  accountId: string;
  log?: (line: string) => void;
}

export function createSts({ accountId, log }: StsOptions): { service: Service } {
  return {
    service: queryService({
      scope: 'sts',
      version: '2011-06-15',
      namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
      badInput: 'ValidationError',
      accessDenied: 'AccessDenied',
      ...(log ? { log } : {}),
      operations: [
        defineOperation({
          name: 'GetCallerIdentity',
          input: z.strictObject({}),
          errors: [],
          // Everybody may ask.
          resource: () => [],
          run: ({ request: { principal } }) => ({
            UserId: userId(principal.arn, accountId),
            Account: accountId,
            Arn: principal.arn,
          }),
        }),
      ],
    }),
  };
}

// AWS gives the account's number for root, and for a role an id of its own with the session's name.
function userId(arn: string, accountId: string): string {
  const [, role, session] = /:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return role === undefined ? accountId : `AROA${role.toUpperCase().replace(/\W/g, '')}:${session}`;
}
