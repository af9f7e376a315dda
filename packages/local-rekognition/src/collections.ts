// Face collections: in memory, and a file each to which every change is a line more, so that a face costs the same in a large one.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  appendToFile,
  cutTornLine,
  readJsonLines,
  replaceFileSoon,
  ServiceError,
  wholeFiles,
} from 'laptop-cloud/service';
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
  faces: ReadonlyMap<string, StoredFace>;
}

/** A change is written before it happens: what throws has changed nothing. */
export interface Collections {
  all(): Collection[];
  /** Throws ResourceNotFoundException. */
  get(id: string): Collection;
  has(id: string): boolean;
  /** Throws ResourceAlreadyExistsException. */
  create(id: string): Collection;
  delete(id: string): void;
  addFaces(id: string, faces: readonly StoredFace[]): void;
  /** Gives the ids of those that were there. */
  removeFaces(id: string, faceIds: readonly string[]): string[];
}

/** The first line of a file says whose it is; each other one is a change. */
type Line = { id: string; createdAt: number } | { add: StoredFace } | { remove: string };

interface Kept extends Collection {
  faces: Map<string, StoredFace>;
  /** Lines of the file that the next start could do without. */
  staleLines: number;
}

/** Below this, stale lines are cheaper than writing the file anew. */
const MIN_STALE_LINES = 1_000;

/** Opens the collections kept in `folder`, which is made if missing. Throws for a damaged file and for faces of another model. */
export function openCollections(folder: string): Collections {
  mkdirSync(folder, { recursive: true });
  const collections = new Map(readCollections(folder).map((collection) => [collection.id, collection]));

  function get(id: string): Kept {
    const collection = collections.get(id);
    if (collection) return collection;
    throw new ServiceError('ResourceNotFoundException', `The collection id: ${id} does not exist`);
  }

  function write({ id }: Collection, lines: readonly Line[]): void {
    if (lines.length > 0) appendToFile(fileOf(folder, id), textOf(lines));
  }

  /** No part of any change: a disk without room for a second file has the first one grow on. */
  function settle(collection: Kept): void {
    if (collection.staleLines < Math.max(MIN_STALE_LINES, collection.faces.size)) return;
    try {
      writeAnew(folder, collection);
    } catch {
      collection.staleLines = 0;
    }
  }

  return {
    all: () => [...collections.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    has: (id) => collections.has(id),
    get,
    create: (id) => {
      if (collections.has(id)) {
        throw new ServiceError('ResourceAlreadyExistsException', `The collection id: ${id} already exists`);
      }
      const collection: Kept = { id, createdAt: Date.now(), faces: new Map(), staleLines: 0 };
      writeAnew(folder, collection);
      collections.set(id, collection);
      return collection;
    },
    delete: (id) => {
      rmSync(fileOf(folder, id), { force: true });
      collections.delete(id);
    },
    addFaces: (id, faces) => {
      const collection = get(id);
      write(
        collection,
        faces.map((add) => ({ add })),
      );
      for (const face of faces) collection.faces.set(face.faceId, face);
    },
    removeFaces: (id, faceIds) => {
      const collection = get(id);
      const found = [...new Set(faceIds)].filter((faceId) => collection.faces.has(faceId));
      write(
        collection,
        found.map((remove) => ({ remove })),
      );
      for (const faceId of found) collection.faces.delete(faceId);
      collection.staleLines += 2 * found.length;
      settle(collection);
      return found;
    },
  };
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function writeAnew(folder: string, collection: Kept): void {
  const { id, createdAt, faces } = collection;
  const added = [...faces.values()].map((add) => ({ add }));
  replaceFileSoon(fileOf(folder, id), textOf([{ id, createdAt }, ...added]));
  collection.staleLines = 0;
}

const SUFFIX = '.jsonl';
/** Earlier versions kept a collection as one value. */
const EARLIER_SUFFIX = '.json';
/** Of the recognition network in use. */
const DESCRIPTOR_NUMBERS = 512;

// Collection ids differ in case, file systems may not.
function fileOf(folder: string, id: string): string {
  return join(folder, `${Buffer.from(id).toString('hex')}${SUFFIX}`);
}

function readCollections(folder: string): Kept[] {
  const ending = (suffix: string) => wholeFiles(folder).filter((name) => name.endsWith(suffix));
  for (const name of ending(EARLIER_SUFFIX)) takeOver(folder, name);
  return ending(SUFFIX).map((name) => readCollection(join(folder, name)));
}

/** Whoever is killed in here finds both files the next time, and the earlier one holds all that was there. */
function takeOver(folder: string, name: string): void {
  const { id, createdAt, faces } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
    id: string;
    createdAt: number;
    faces: StoredFace[];
  };
  refuseOtherModels(id, faces);
  const byId = new Map(faces.map((face) => [face.faceId, face]));
  writeAnew(folder, { id, createdAt, faces: byId, staleLines: 0 });
  rmSync(join(folder, name));
}

function readCollection(file: string): Kept {
  cutTornLine(file);
  const lines = readJsonLines(file) as (Line | undefined)[];
  const [first] = lines;
  if (!first || !('id' in first) || lines.includes(undefined))
    throw new Error(
      `${file} is damaged: forget the local state (npm run reset), or keep it and use another folder (--state DIR)`,
    );
  const faces = new Map<string, StoredFace>();
  for (const line of lines) {
    if (line && 'add' in line) faces.set(line.add.faceId, line.add);
    if (line && 'remove' in line) faces.delete(line.remove);
  }
  refuseOtherModels(first.id, [...faces.values()]);
  return { ...first, faces, staleLines: lines.length - 1 - faces.size };
}

// Faces described by another model are like nobody's: nothing would ever be found again, and nobody told.
function refuseOtherModels(id: string, faces: readonly StoredFace[]): void {
  const foreign = faces.filter(({ descriptor }) => descriptor.length !== DESCRIPTOR_NUMBERS).length;
  if (foreign === 0) return;
  throw new Error(
    `${foreign} of the faces in collection ${id} were described by an earlier face model, which this one cannot compare: forget the local state (npm run reset), or keep it and use another folder (--state DIR)`,
  );
}
