// What API Gateway tells of HTTP APIs. Templates make and change them; over HTTP they can be looked at.
// Source: Amazon API Gateway Version 2 API Reference.

import * as z from 'zod';
import { apiArn } from '../../arns.ts';
import { defineOperation, type Operation } from '../operation.ts';
import { ServiceError } from '../service.ts';
import type { Api, ApiTable } from './api.ts';

export interface ReadOperationsOptions {
  table: ApiTable;
  region: string;
  addressOf(apiId: string): string;
}

const OfApi = z.strictObject({ ApiId: z.string() });

/** The operations; lists come whole, on one page. */
export function readOperations({ table, region, addressOf }: ReadOperationsOptions): Operation[] {
  const arnOf = (path: string) => apiArn({ region }, path);
  const apiNamed = (apiId: string): Api => {
    const api = table.all().find(({ id }) => id === apiId);
    return api ?? notFound(`API identifier ${apiId}`);
  };
  const shared = { actions: ['apigateway:GET'], errors: ['NotFoundException'] };
  const aboutApi = (api: Api) => ({
    apiEndpoint: addressOf(api.id),
    apiId: api.id,
    apiKeySelectionExpression: '$request.header.x-api-key',
    corsConfiguration: camelCased(api.cors),
    createdDate: new Date(api.createdMs).toISOString(),
    description: api.description,
    disableExecuteApiEndpoint: false,
    name: api.name,
    protocolType: 'HTTP',
    routeSelectionExpression: '$request.method $request.path',
  });

  /** `GetRoutes` and `GetRoute`, say. */
  const parts = (plural: string, label: string, partsOf: (api: Api) => Map<string, unknown>): Operation[] => {
    const one = plural.slice(0, -1);
    const path = plural.toLowerCase();
    return [
      defineOperation({
        ...shared,
        name: `Get${plural}`,
        http: { method: 'GET', path: `/v2/apis/{ApiId}/${path}` },
        input: OfApi,
        resource: ({ ApiId }) => arnOf(`/${ApiId}/${path}`),
        run: ({ input }) => ({ items: [...partsOf(apiNamed(input.ApiId)).values()] }),
      }),
      defineOperation({
        ...shared,
        name: `Get${one}`,
        http: { method: 'GET', path: `/v2/apis/{ApiId}/${path}/{${label}}` },
        input: z.strictObject({ ApiId: z.string(), [label]: z.string() }),
        resource: (input) => arnOf(`/${input.ApiId}/${path}/${input[label]}`),
        run: ({ input }) =>
          partsOf(apiNamed(String(input.ApiId))).get(String(input[label])) ??
          notFound(`${one} identifier ${input[label]}`),
      }),
    ];
  };

  return [
    defineOperation({
      ...shared,
      name: 'GetApis',
      http: { method: 'GET', path: '/v2/apis' },
      input: z.strictObject({}),
      resource: () => arnOf(''),
      run: () => ({ items: table.all().map(aboutApi) }),
    }),
    defineOperation({
      ...shared,
      name: 'GetApi',
      http: { method: 'GET', path: '/v2/apis/{ApiId}' },
      input: OfApi,
      resource: ({ ApiId }) => arnOf(`/${ApiId}`),
      run: ({ input }) => aboutApi(apiNamed(input.ApiId)),
    }),
    ...parts('Authorizers', 'AuthorizerId', ({ authorizers }) => shown(authorizers, 'authorizerId')),
    ...parts('Integrations', 'IntegrationId', ({ integrations }) => shown(integrations, 'integrationId')),
    ...parts('Routes', 'RouteId', ({ routes }) => shown(routes, 'routeId')),
    ...parts('Stages', 'StageName', ({ stages }) => shown(stages, 'stageName')),
  ];
}

function shown(parts: ReadonlyMap<string, object>, idName: string): Map<string, unknown> {
  const entries = [...parts].map(([id, part]) => {
    const { ApiId: _, id: __, ...properties } = part as Record<string, unknown>;
    return [id, { ...(camelCased(properties) as object), [idName]: id }] as const;
  });
  return new Map(entries);
}

/** Member names as the API writes them; what stands under names of the user's own is left as it is. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      /^[A-Z][A-Za-z]*$/.test(name) ? `${name.charAt(0).toLowerCase()}${name.slice(1)}` : name,
      OWN_NAMES.has(name) ? inner : camelCased(inner),
    ]),
  );
}

const OWN_NAMES = new Set(['StageVariables']);

function notFound(what: string): never {
  throw new ServiceError('NotFoundException', `Invalid ${what} specified`, 404);
}
