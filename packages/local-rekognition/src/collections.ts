// Face collections: in memory, and one JSON file each that is replaced as a whole.

import { mkdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFileSoon, ServiceError, wholeFiles } from 'laptop-cloud/service';
import type { Box } from './vision/protocol.ts';

export interface StoredFace {
  faceId: string;
  imageId: string;
  externalImageId?: string;
  /** SHA-256 of the picture, and the face's rank in it by size: together they tell the same face indexed again. */
  pictureId: string;
  rank: number;
  box: Box;
  confidence: number;
  descriptor: number[];
}

export interface Collection {
  id: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  faces: Map<string, StoredFace>;
}

export interface Collections {
  all(): Collection[];
  /** Throws ResourceNotFoundException. */
  get(id: string): Collection;
  has(id: string): boolean;
  /** Throws ResourceAlreadyExistsException. */
  create(id: string): Promise<Collection>;
  delete(id: string): Promise<void>;
  /** Writes what was changed in `faces`; resolves once it is on disk. */
  save(collection: Collection): Promise<void>;
}

interface CollectionFile {
  id: string;
  createdAt: number;
  faces: StoredFace[];
}

/** Opens the collections kept in `folder`, which is made if missing. */
export function openCollections(folder: string): Collections {
  mkdirSync(folder, { recursive: true });
  const collections = new Map(readCollections(folder).map((collection) => [collection.id, collection]));
  let writes: Promise<unknown> = Promise.resolve();

  // One write after another, so that the last state is the one that stays.
  function inTurn(write: () => Promise<void>): Promise<void> {
    const turn = writes.then(write);
    writes = turn.catch(() => undefined);
    return turn;
  }

  async function write(collection: Collection): Promise<void> {
    if (collections.get(collection.id) !== collection) return;
    const file = fileOf(folder, collection.id);
    const content: CollectionFile = { ...collection, faces: [...collection.faces.values()] };
    replaceFileSoon(file, JSON.stringify(content));
  }

  return {
    all: () => [...collections.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    has: (id) => collections.has(id),
    get: (id) => {
      const collection = collections.get(id);
      if (collection) return collection;
      throw new ServiceError('ResourceNotFoundException', `The collection id: ${id} does not exist`);
    },
    create: async (id) => {
      if (collections.has(id)) {
        throw new ServiceError('ResourceAlreadyExistsException', `The collection id: ${id} already exists`);
      }
      const collection: Collection = { id, createdAt: Date.now(), faces: new Map() };
      collections.set(id, collection);
      await inTurn(() => write(collection));
      return collection;
    },
    delete: async (id) => {
      collections.delete(id);
      await inTurn(() => rm(fileOf(folder, id), { force: true }));
    },
    save: (collection) => inTurn(() => write(collection)),
  };
}

const SUFFIX = '.json';
/** Of the recognition network in use. */
const DESCRIPTOR_NUMBERS = 512;

// Collection ids differ in case, file systems may not.
function fileOf(folder: string, id: string): string {
  return join(folder, `${Buffer.from(id).toString('hex')}${SUFFIX}`);
}

function readCollections(folder: string): Collection[] {
  return wholeFiles(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => {
      const { id, createdAt, faces } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CollectionFile;
      refuseOtherModels(id, faces);
      return { id, createdAt, faces: new Map(faces.map((face) => [face.faceId, face])) };
    });
}

// Faces described by another model are like nobody's: nothing would ever be found again, and nobody told.
function refuseOtherModels(id: string, faces: readonly StoredFace[]): void {
  const foreign = faces.filter(({ descriptor }) => descriptor.length !== DESCRIPTOR_NUMBERS).length;
  if (foreign === 0) return;
  throw new Error(
    `${foreign} of the faces in collection ${id} were described by an earlier face model, which this one cannot compare: forget the local state (npm run reset), or keep it and use another folder (--state DIR)`,
  );
}
