// Amazon API Gateway's HTTP APIs on a laptop: sites of the web port, in front of functions.

import { apiCallArn } from '../../arns.ts';
import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import type { WebServer } from '../../web/web-server.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import { type AccessLogLine, createAccessLogs } from './access-logs.ts';
import { createApiTable } from './api.ts';
import { createApiSite } from './api-site.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createPermissions } from './permissions.ts';
import { readOperations } from './read-operations.ts';
import { apiResourceTypes } from './resource-types.ts';

export interface HttpApisOptions {
  accountId: string;
  region: string;
  web: Pick<WebServer, 'add' | 'endpoint'>;
  /** Calls a function by ARN, with a qualifier or without; a refusal is a ServiceError. */
  invoke(functionArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  /** The ARN of a function by name or ARN, with its qualifier. Throws for one that is not there. */
  functionArn(nameOrArn: string): string;
  /** Where access logs go. */
  logFolder: string;
  log(line: string): void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface HttpApis {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Lines of access logs as they come. */
  onAccess(listener: (line: AccessLogLine) => void): void;
  close(): Promise<void>;
}

export function createHttpApis(options: HttpApisOptions): HttpApis {
  const { accountId, region, web, invoke, log, now = Date.now } = options;
  const table = createApiTable();
  const permissions = createPermissions({
    sourceArn: (source) => apiCallArn({ region, accountId }, source),
    arnOf: options.functionArn,
  });
  const logs = createAccessLogs(options.logFolder);
  const parts = {
    accountId,
    now,
    invoke,
    allows: permissions.allows,
    keys: createIssuerKeys(now),
    answered: logs.add,
    log,
  };
  const mountOf = (apiId: string) => `/_api/${apiId}`;
  const addressOf = (apiId: string) => `${web.endpoint}${mountOf(apiId)}`;
  return {
    service: restJsonService({
      scope: 'apigateway',
      operations: readOperations({ table, region, addressOf }),
      log,
    }),
    onAccess: logs.onLine,
    close: logs.close,
    resourceTypes: {
      ...permissions.resourceTypes,
      ...apiResourceTypes({
        table,
        now,
        addressOf,
        checkAccessLog: logs.check,
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
