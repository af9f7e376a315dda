// AWS::Lambda::Permission as far as it lets an API call a function. Deliveries of other services need none on the laptop.

import { compileGlob } from '../../glob.ts';
import type { ResourceTypes } from '../../stack/resource.ts';

export interface Permissions {
  resourceTypes: ResourceTypes;
  /** Whether API Gateway may call a function; `source` is the end of its ARN: `<apiId>/<stage>/GET/pets/{id}`. */
  allows(functionArn: string, source: string): boolean;
}

interface Permission {
  functionName: string;
  covers(sourceArn: string): boolean;
}

const PRINCIPALS = ['apigateway.amazonaws.com', '*'];
const ACTIONS = ['lambda:InvokeFunction', 'lambda:*'];

export function createPermissions({
  sourceArn,
  arnOf,
}: {
  /** The ARN of API Gateway's own that ends with this. */
  sourceArn(source: string): string;
  /** Of a function by name or ARN, with its qualifier. Throws for one that is not there. */
  arnOf(functionName: string): string;
}): Permissions {
  const given = new Map<string, Permission>();
  return {
    resourceTypes: {
      'AWS::Lambda::Permission': {
        properties: ['Action', 'FunctionName', 'Principal', 'SourceArn'],
        ignored: {
          SourceAccount: 'there is one account',
          EventSourceToken: 'belongs to Alexa skills',
          FunctionUrlAuthType: 'functions have no URLs here',
          PrincipalOrgID: 'there is one account',
        },
        ref: (name) => name,
        attributes: (name) => ({ Id: name }),
        async provision({ logicalId, properties }) {
          const { Action, FunctionName, Principal, SourceArn } = properties;
          for (const [name, value] of Object.entries({ Action, FunctionName, Principal }))
            if (typeof value !== 'string') throw new Error(`${name} must be a string`);
          // Others than API Gateway ask nobody here.
          if (!PRINCIPALS.includes(String(Principal)) || !ACTIONS.includes(String(Action))) return;
          const pattern = SourceArn === undefined ? undefined : compileGlob(String(SourceArn));
          given.set(logicalId, {
            functionName: String(FunctionName),
            covers: (arn) => pattern === undefined || pattern(arn),
          });
        },
      },
    },
    allows: (functionArn, source) =>
      [...given.values()].some(
        ({ functionName, covers }) => arnOf(functionName) === functionArn && covers(sourceArn(source)),
      ),
  };
}
