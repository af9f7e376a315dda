// Amazon API Gateway's HTTP APIs on a laptop: sites of the web port, in front of functions.

import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { WebServer } from '../../web/web-server.ts';
import { createApiTable } from './api.ts';
import { createApiSite } from './api-site.ts';
import { createPermissions } from './permissions.ts';
import { apiResourceTypes } from './resource-types.ts';

export interface HttpApisOptions {
  accountId: string;
  region: string;
  web: Pick<WebServer, 'add' | 'endpoint'>;
  /** Calls a function by ARN, with a qualifier or without; a refusal is a ServiceError. */
  invoke(functionArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  /** The ARN of a function by name or ARN, with its qualifier. Throws for one that is not there. */
  functionArn(nameOrArn: string): string;
  log(line: string): void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface HttpApis {
  resourceTypes: ResourceTypes;
}

export function createHttpApis(options: HttpApisOptions): HttpApis {
  const { accountId, region, web, invoke, log, now = Date.now } = options;
  const table = createApiTable();
  const permissions = createPermissions({
    sourceArn: (source) => `arn:aws:execute-api:${region}:${accountId}:${source}`,
    arnOf: options.functionArn,
  });
  const parts = { accountId, now, invoke, allows: permissions.allows, log };
  const mountOf = (apiId: string) => `/_api/${apiId}`;
  return {
    resourceTypes: {
      ...permissions.resourceTypes,
      ...apiResourceTypes({
        table,
        now,
        addressOf: (apiId) => `${web.endpoint}${mountOf(apiId)}`,
        checkAccessLog: () => undefined,
        added: (api) =>
          web.add({
            name: api.logicalId,
            hosts: [`${api.id}.localhost`, `${api.id}.execute-api.${region}.amazonaws.com`],
            mount: mountOf(api.id),
            answer: createApiSite(api, parts),
          }),
      }),
    },
  };
}
