// The operator's own model, behind an endpoint of SageMaker.

import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { DependencyRefusedError, DependencyUnavailableError } from '../shared/errors.ts';
import { captureClient } from '../shared/telemetry.ts';
import { callService, type ErrorMap } from './service-call.ts';
import { SIGNING } from './signing.ts';

const sageMaker = captureClient(new SageMakerRuntimeClient(SIGNING));

/** The model's container failed on this request; another container, or the restarted one, may not. */
const MODEL_ERRORS: ErrorMap = {
  ModelError: DependencyUnavailableError,
  ModelNotReadyException: DependencyUnavailableError,
};

/** What our model answers: how surely the picture is against the policy, from 0 to 1, and the class it saw. */
const Answer = z.object({
  score: z.number().check(z.gte(0), z.lte(1)),
  label: z.optional(z.string().check(z.minLength(1))),
});

/**
 * Asks the custom model about one JPEG: sends its bytes as `image/jpeg`, expects JSON `{ "score": 0..1, "label"?: string }`.
 * Throws DependencyRefusedError for any other answer.
 */
export async function classifyJpeg(
  endpoint: string,
  bytes: Uint8Array,
): Promise<{ score: number; label?: string }> {
  const command = new InvokeEndpointCommand({
    EndpointName: endpoint,
    ContentType: 'image/jpeg',
    Accept: 'application/json',
    Body: bytes,
  });
  const { Body } = await callService('SageMaker InvokeEndpoint', MODEL_ERRORS, () => sageMaker.send(command));
  const answer = z.safeParse(Answer, parseJson(Body));
  if (!answer.success)
    throw new DependencyRefusedError('SageMaker InvokeEndpoint: the answer is not { score, label? }');
  const { score, label } = answer.data;
  return label === undefined ? { score } : { score, label };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
