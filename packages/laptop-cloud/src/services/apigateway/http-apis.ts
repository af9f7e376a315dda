// Amazon API Gateway's HTTP APIs on a laptop: sites of the web port, in front of functions.

import { apiCallArn } from '../../arns.ts';
import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';
import type { ResourceTypes } from '../../stack/resource.ts';
import { StackError } from '../../stack/stack-error.ts';
import type { WebServer } from '../../web/web-server.ts';
import { restJsonService } from '../protocols/rest-json.ts';
import type { Service } from '../service.ts';
import type { Answered } from './access-line.ts';
import { type AccessLogLine, createAccessLogs } from './access-logs.ts';
import { type Api, createApiTable } from './api.ts';
import { createApiSite } from './api-site.ts';
import type { AskService } from './call-service.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createLambdaAuthorization } from './lambda-authorizer.ts';
import { readOperations } from './read-operations.ts';
import { apiResourceTypes } from './resource-types.ts';

export interface HttpApisOptions {
  accountId: string;
  region: string;
  web: Pick<WebServer, 'add' | 'endpoint'>;
  /** Calls a function by ARN, with a qualifier or without; a refusal is a ServiceError. */
  invoke(functionArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  /** Asks a service in the name of a role of the stack. */
  askService: AskService;
  /** Whether API Gateway may call a function on behalf of what has the other ARN. */
  mayCall(functionArn: string, sourceArn: string): boolean;
  /** Gets every request to an API that has had its answer. */
  handled?(request: HandledApiRequest): void;
  /** Where access logs go. */
  logFolder: string;
  log(line: string): void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

export interface HandledApiRequest {
  apiId: string;
  /** None: no route was found. */
  routeKey?: string;
  status: number;
  startedMs: number;
  ms: number;
  bytesIn: number;
  bytesOut: number;
}

export interface HttpApis {
  service: Service;
  resourceTypes: ResourceTypes;
  /** To be called when the stack is made. Throws StackError naming settings of routes that are not there. */
  settle(): void;
  /** Lines of access logs as they come. */
  onAccess(listener: (line: AccessLogLine) => void): void;
  close(): Promise<void>;
}

export function createHttpApis(options: HttpApisOptions): HttpApis {
  const { accountId, region, web, invoke, log, now = Date.now } = options;
  const table = createApiTable();
  const sourceArn = (source: string) => apiCallArn({ region, accountId }, source);
  const allows = (functionArn: string, source: string) => options.mayCall(functionArn, sourceArn(source));
  const logs = createAccessLogs(options.logFolder);
  const parts = {
    accountId,
    now,
    invoke,
    askService: options.askService,
    allows,
    keys: createIssuerKeys(now),
    askFunction: createLambdaAuthorization({ invoke, allows, sourceArn, now, log }),
    answered: (api: Api, answered: Answered) => {
      logs.add(api, answered);
      options.handled?.(handledOf(answered));
    },
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
    settle() {
      const problems = table.all().flatMap(settingsWithoutRoute);
      if (problems.length > 0) throw new StackError(problems);
    },
    onAccess: logs.onLine,
    close: async () => logs.close(),
    resourceTypes: apiResourceTypes({
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
  };
}

function handledOf({ exchange, status, responseLength, endedMs }: Answered): HandledApiRequest {
  const { apiId, routeKey, startedMs, request } = exchange;
  return {
    apiId,
    ...(routeKey === undefined ? {} : { routeKey }),
    status,
    startedMs,
    ms: endedMs - startedMs,
    bytesIn: Number(request.headers['content-length'] ?? 0),
    bytesOut: responseLength,
  };
}

/** API Gateway refuses them when it is deployed: "Unable to find Route by key". */
function settingsWithoutRoute({ logicalId, routes, stages }: Api): string[] {
  const keys = new Set([...routes.values()].map(({ RouteKey }) => RouteKey));
  return [...stages.values()].flatMap(({ StageName, RouteSettings = {} }) =>
    Object.keys(RouteSettings)
      .filter((key) => !keys.has(key))
      .map((key) => `${logicalId}: RouteSettings of the stage ${StageName} name ${key}, which is no route.`),
  );
}
