// What every operation may use.

import { ServiceError, type ServiceRequest } from 'laptop-cloud/service';
import type { Collections } from './collections.ts';
import type { ImageInput } from './image-input.ts';
import type { FacesWanted } from './vision/picture.ts';
import type { FacesAnswer, VisionAnswers, VisionTask } from './vision/protocol.ts';
import { VisionRefusedError } from './vision-process.ts';

export interface OperationContext {
  collections: Collections;
  collectionArn(id: string): string;
  /** The encoded picture, after the checks of size and permission. */
  readImage(image: ImageInput, request: ServiceRequest): Promise<Buffer>;
  /** Asks the models; rejects with the ServiceError that Rekognition would answer. */
  look<T extends VisionTask>(task: T): Promise<VisionAnswers[T['task']]>;
  /** Names what this request asked for and the models cannot give; sent as the header `x-local-unsupported`. */
  unsupported(request: ServiceRequest, names: readonly string[]): void;
}

/** Faces of one picture, the first `describe` of them (by size) with a descriptor. Emotions only where asked for. */
export async function lookAtFaces(
  context: OperationContext,
  input: ImageInput,
  request: ServiceRequest,
  wanted: FacesWanted,
): Promise<FacesAnswer> {
  const image = await context.readImage(input, request);
  return context.look({ task: 'faces', image, ...wanted });
}

/** What Rekognition answers when the models cannot, or may not, look. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof VisionRefusedError) {
    const code = error.reason === 'format' ? 'InvalidImageFormatException' : 'InvalidParameterException';
    return new ServiceError(code, error.message);
  }
  return new ServiceError('InternalServerError', 'Internal server error', 500);
}
