// Amazon Rekognition on a laptop: the same operations, answered by models that look at the pixels.

import type { ResourceTypes, Service, ServiceRequest } from 'laptop-cloud/service';
import { arnOf, jsonService } from 'laptop-cloud/service';
import { collectionOperations } from './collection-operations.ts';
import { openCollections } from './collections.ts';
import { detectOperations } from './detect-operations.ts';
import { type ReadObject, readImage } from './image-input.ts';
import { indexOperations } from './index-operations.ts';
import { INVALID } from './members.ts';
import { type OperationContext, toServiceError } from './operation-context.ts';
import { resourceTypes } from './resource-types.ts';
import { searchOperations } from './search-operations.ts';
import { createVision, type Vision, VisionRefusedError } from './vision-process.ts';

export interface RekognitionOptions {
  /** Where the collections are kept, one file each. */
  folder: string;
  accountId: string;
  region: string;
  /** Reads an S3 object, the newest version unless one is named; rejects when there is none. */
  readObject: ReadObject;
  /** Gets what fails unexpectedly; stderr by default. */
  log?: (line: string) => void;
  /** What looks at the pictures; by default a process of its own that holds the models. Closed with the rest. */
  vision?: Vision;
}

export interface Rekognition {
  service: Service;
  resourceTypes: ResourceTypes;
  /** Loads the models; rejects if closed before. Without it the first question loads them. */
  load(): Promise<void>;
  /** Loads the models and lets each run once, which makes the first question as fast as the next; rejects if closed before. */
  warm(): Promise<void>;
  /** Ends the process that holds the models. */
  close(): Promise<void>;
}

/** The answers' header that names, comma separated, what was asked for and no model here can give. */
export const UNSUPPORTED_HEADER = 'x-local-unsupported';

export function createRekognition(options: RekognitionOptions): Rekognition {
  const { folder, accountId, region, readObject, log = (line: string) => console.error(line) } = options;
  const collections = openCollections(folder);
  const { vision = createVision(log) } = options;
  const unsupported = new WeakMap<ServiceRequest, readonly string[]>();

  const context: OperationContext = {
    collections,
    collectionArn: (id) => arnOf('rekognition', { region, accountId }, `collection/${id}`),
    readImage: (image, request) => readImage(image, request, readObject),
    look: (task) =>
      vision.ask(task).catch((error: unknown) => {
        if (!(error instanceof VisionRefusedError)) log(`rekognition ${task.task}: ${String(error)}`);
        throw toServiceError(error);
      }),
    unsupported: (request, names) => void unsupported.set(request, names),
  };

  const service = jsonService({
    scope: 'rekognition',
    version: '1.1',
    targetPrefix: 'RekognitionService',
    operations: [
      ...collectionOperations(context),
      ...detectOperations(context),
      ...indexOperations(context),
      ...searchOperations(context),
    ],
    badInput: INVALID,
    errors: ['InternalServerError'],
    log,
    close: () => vision.close(),
  });

  return {
    service: {
      ...service,
      handle: async (request) => {
        const response = await service.handle(request);
        const names = unsupported.get(request) ?? [];
        if (names.length === 0) return response;
        return { ...response, headers: { ...response.headers, [UNSUPPORTED_HEADER]: names.join(', ') } };
      },
    },
    resourceTypes: resourceTypes(collections, context.collectionArn),
    load: async () => void (await vision.ask({ task: 'load' })),
    warm: async () => void (await vision.ask({ task: 'warm' })),
    close: () => vision.close(),
  };
}
