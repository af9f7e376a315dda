// Amazon SageMaker's runtime on a laptop: endpoints are functions of this process.
// Source: SageMaker Runtime API Reference, InvokeEndpoint.
import { DIALECTS, renderError } from '../protocols/fault.ts';
import {
  authorize,
  type Service,
  ServiceError,
  type ServiceRequest,
  type ServiceResponse,
} from '../service.ts';

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

// What the container would read; no local model can honour it.
const REFUSED_HEADERS = [
  'x-amzn-sagemaker-target-model',
  'x-amzn-sagemaker-target-variant',
  'x-amzn-sagemaker-target-container-hostname',
  'x-amzn-sagemaker-inference-component',
  'x-amzn-sagemaker-session-id',
  'x-amzn-sagemaker-custom-attributes',
];
const MAX_BODY_BYTES = 6_291_456;

export function createSageMaker(options: SageMakerOptions): SageMaker {
  const { accountId, region } = options;
  const endpoints = new Map(Object.entries(options.endpoints ?? {}));

  async function invoke(request: ServiceRequest): Promise<ServiceResponse> {
    const name = endpointName(request);
    authorize(
      request.principal,
      'sagemaker:InvokeEndpoint',
      `arn:aws:sagemaker:${region}:${accountId}:endpoint/${name}`,
    );
    const endpoint = endpoints.get(name);
    if (!endpoint) {
      throw new ServiceError('ValidationError', `Endpoint ${name} of account ${accountId} not found.`);
    }
    checkRequest(request);
    const answer = await ask(endpoint, request);
    return {
      status: 200,
      headers: { 'content-type': answer.contentType, 'x-amzn-invoked-production-variant': 'AllTraffic' },
      body: answer.body,
    };
  }

  return {
    service: {
      scope: 'sagemaker',
      handle: (request) =>
        invoke(request).catch((error: unknown) => renderError(error, DIALECTS.json, request.requestId)),
    },
    register: (name, endpoint) => void endpoints.set(name, endpoint),
  };
}

function endpointName({ method, path }: ServiceRequest): string {
  const name = /^\/endpoints\/([^/]+)\/invocations$/.exec(path)?.[1];
  if (method === 'POST' && name !== undefined) return decodeURIComponent(name);
  throw new ServiceError(
    'UnknownOperationException',
    `NotImplemented: ${method} ${path} is not an operation of the local sagemaker service`,
  );
}

function checkRequest({ headers, body }: ServiceRequest): void {
  const refused = REFUSED_HEADERS.find((name) => headers[name] !== undefined);
  if (refused !== undefined) throw new ServiceError('ValidationError', `${refused} is not supported here.`);
  if (body.length > MAX_BODY_BYTES) {
    throw new ServiceError('ValidationError', `Request body is longer than ${MAX_BODY_BYTES} bytes.`);
  }
}

async function ask(endpoint: ModelEndpoint, { headers, body }: ServiceRequest) {
  try {
    return await endpoint(body, headers['content-type'] ?? 'application/octet-stream');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ServiceError(
      'ModelError',
      `Received server error (500) from primary with message "${reason}".`,
      424,
      { OriginalStatusCode: 500, OriginalMessage: reason },
    );
  }
}
