// Collections on disk: what is there after a restart, whatever ended the process before, and what a change costs.

import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCollections, type StoredFace } from '../src/collections.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'collections-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const face = (faceId: string, numbers = 512): StoredFace => ({
  faceId,
  imageId: `image-of-${faceId}`,
  pictureId: `picture-of-${faceId}`,
  rank: 0,
  box: { left: 0, top: 0, width: 1, height: 1 },
  confidence: 99,
  descriptor: new Array<number>(numbers).fill(0.25),
});
const faces = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => face(`face-${from + index}`));
const fileOf = (id: string, suffix = '.jsonl') => join(folder, `${Buffer.from(id).toString('hex')}${suffix}`);
const idsIn = (id: string) => [...openCollections(folder).get(id).faces.keys()];

describe('after a restart', () => {
  it('faces are there in the order in which they came, without those removed', () => {
    const collections = openCollections(folder);
    const { createdAt } = collections.create('riders');
    collections.addFaces('riders', faces(0, 3));
    const removed = collections.removeFaces('riders', ['face-1', 'face-1', 'face-7']);

    expect(removed).toEqual(['face-1']);
    expect(idsIn('riders')).toEqual(['face-0', 'face-2']);
    expect(openCollections(folder).get('riders')).toMatchObject({ id: 'riders', createdAt });
    expect(openCollections(folder).get('riders').faces.get('face-2')).toEqual(face('face-2'));
  });

  it('a collection made again under the name of one deleted is empty', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', faces(0, 2));
    collections.delete('riders');
    expect(openCollections(folder).all()).toEqual([]);
    collections.create('riders');

    expect(idsIn('riders')).toEqual([]);
  });

  it('ids that differ in case alone are two collections', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.create('Riders');
    collections.addFaces('Riders', faces(0, 1));

    expect([idsIn('riders'), idsIn('Riders')]).toEqual([[], ['face-0']]);
  });

  it('a line that was torn costs itself alone, and the next face is not lost to it', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', faces(0, 1));
    appendFileSync(fileOf('riders'), JSON.stringify({ add: face('torn') }).slice(0, 300));

    openCollections(folder).addFaces('riders', faces(1, 2));
    expect(idsIn('riders')).toEqual(['face-0', 'face-1']);
  });
});

describe('a file', () => {
  it('grows by one face, however many there are', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', faces(0, 500));
    const before = statSync(fileOf('riders')).size;
    collections.addFaces('riders', [face('one-more')]);

    expect(statSync(fileOf('riders')).size - before).toBe(
      JSON.stringify({ add: face('one-more') }).length + 1,
    );
  });

  it('is written anew when most of it is of faces removed', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', faces(0, 600));
    collections.removeFaces(
      'riders',
      faces(0, 600).map(({ faceId }) => faceId),
    );
    collections.addFaces('riders', faces(600, 601));

    expect(readFileSync(fileOf('riders'), 'utf8').split('\n')).toHaveLength(3);
    expect(idsIn('riders')).toEqual(['face-600']);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('that cannot be written anew grows on, and what was removed stays so', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', faces(0, 600));
    // In the place of the file that is to come.
    mkdirSync(`${fileOf('riders')}.new`);
    const ids = faces(1, 600).map(({ faceId }) => faceId);

    expect(collections.removeFaces('riders', ids)).toHaveLength(599);
    rmSync(`${fileOf('riders')}.new`, { recursive: true, force: true });
    expect(idsIn('riders')).toEqual(['face-0']);
  });

  it('of an earlier version is taken over, also when that was broken off', () => {
    const earlier = JSON.stringify({ id: 'riders', createdAt: 7, faces: faces(0, 2) });
    for (const leftOver of [undefined, `${JSON.stringify({ id: 'riders', createdAt: 7 })}\n`]) {
      writeFileSync(fileOf('riders', '.json'), earlier);
      if (leftOver !== undefined) writeFileSync(fileOf('riders'), leftOver);

      expect(idsIn('riders')).toEqual(['face-0', 'face-1']);
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.jsonl$/)]);
    }
    expect(openCollections(folder).get('riders').createdAt).toBe(7);
  });

  it('that is damaged is named, with the way out', () => {
    openCollections(folder).create('riders');
    const header = readFileSync(fileOf('riders'), 'utf8');
    for (const damaged of [
      '',
      `${JSON.stringify({ add: face('first') })}\n`,
      `${header}{"add":\n${header}`,
    ]) {
      writeFileSync(fileOf('riders'), damaged);
      expect(() => openCollections(folder)).toThrow(/7269.*\.jsonl is damaged.*npm run reset/);
    }
  });

  it('with faces of another model is refused, with the way out', () => {
    const collections = openCollections(folder);
    collections.create('riders');
    collections.addFaces('riders', [face('short', 3)]);

    expect(() => openCollections(folder)).toThrow(/1 of the faces in collection riders .*npm run reset/);
  });
});
