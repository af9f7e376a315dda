// Amazon SageMaker's runtime on a laptop: endpoints are functions of this process.
// Source: SageMaker Runtime API Reference, InvokeEndpoint.

import * as z from 'zod';
import { endpointArn } from '../../arns.ts';
import { messageOf } from '../message-of.ts';
import { defineOperation } from '../operation.ts';
import { RestAnswer, restJsonService } from '../protocols/rest-json.ts';
import { type Service, ServiceError, type ServiceRequest } from '../service.ts';

/** A model: what was sent in, what it says out. A rejection is answered as ModelError. */
export type ModelEndpoint = (
  body: Buffer,
  contentType: string,
) => Promise<{ body: Buffer | string; contentType: string }>;

export interface SageMakerOptions {
  accountId: string;
  region: string;
  /** Endpoints by name. */
  endpoints?: Readonly<Record<string, ModelEndpoint>>;
}

export interface SageMaker {
  service: Service;
  /** Adds an endpoint, or replaces the one of that name. */
  register(name: string, endpoint: ModelEndpoint): void;
}

const MAX_BODY_BYTES = 6_291_456;

export function createSageMaker(options: SageMakerOptions): SageMaker {
  const endpoints = new Map(Object.entries(options.endpoints ?? {}));

  const invokeEndpoint = defineOperation({
    name: 'InvokeEndpoint',
    http: {
      method: 'POST',
      path: '/endpoints/{EndpointName}/invocations',
      headers: ['accept'],
      hasOwnBody: true,
    },
    input: z.strictObject({ EndpointName: z.string() }),
    errors: ['ModelError'],
    resource: ({ EndpointName }) => endpointArn(options, EndpointName),
    async run({ input: { EndpointName }, request }) {
      const endpoint = endpoints.get(EndpointName);
      if (!endpoint) {
        throw new ServiceError(
          'ValidationError',
          `Endpoint ${EndpointName} of account ${options.accountId} not found.`,
        );
      }
      checkRequest(request);
      const answer = await ask(endpoint, request);
      return new RestAnswer({
        status: 200,
        headers: { 'content-type': answer.contentType, 'x-amzn-invoked-production-variant': 'AllTraffic' },
        body: answer.body,
      });
    },
  });

  return {
    service: restJsonService({
      scope: 'sagemaker',
      operations: [invokeEndpoint],
      badInput: 'ValidationError',
    }),
    register: (name, endpoint) => void endpoints.set(name, endpoint),
  };
}

function checkRequest({ body }: ServiceRequest): void {
  if (body.length > MAX_BODY_BYTES) {
    throw new ServiceError('ValidationError', `Request body is longer than ${MAX_BODY_BYTES} bytes.`);
  }
}

async function ask(endpoint: ModelEndpoint, { headers, body }: ServiceRequest) {
  try {
    return await endpoint(body, headers['content-type'] ?? 'application/octet-stream');
  } catch (cause) {
    const reason = messageOf(cause);
    throw new ServiceError(
      'ModelError',
      `Received server error (500) from primary with message "${reason}".`,
      424,
      { OriginalStatusCode: 500, OriginalMessage: reason },
    );
  }
}
