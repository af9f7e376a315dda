// Collections: who is in them, who resembles whom, and that they outlive the process.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompareFacesCommand,
  CreateCollectionCommand,
  DeleteCollectionCommand,
  DeleteFacesCommand,
  DescribeCollectionCommand,
  IndexFacesCommand,
  type IndexFacesCommandInput,
  ListCollectionsCommand,
  ListFacesCommand,
  type RekognitionServiceException,
  SearchFacesByImageCommand,
  SearchFacesCommand,
} from '@aws-sdk/client-rekognition';
import { longRun } from '../../../tests/support/long-run.ts';
import { ACCOUNT_ID, REGION } from '../../laptop-cloud/tests/support/gateway.ts';
import { openCollections } from '../src/collections.ts';
import { createRekognition } from '../src/rekognition.ts';
import { groupPhoto, type LaptopRekognition, sample, startRekognition } from './laptop-rekognition.ts';

let laptop: LaptopRekognition;
let CollectionId: string;
let made = 0;

beforeAll(async () => {
  const faces = `arn:aws:rekognition:${REGION}:${ACCOUNT_ID}:collection/allowed`;
  laptop = await startRekognition({
    indexer: {
      arn: 'arn:aws:sts::000000000000:assumed-role/indexer',
      can: (_, resource) => resource === faces,
    },
  });
}, 30_000);
afterAll(() => laptop.close());
beforeEach(async () => {
  CollectionId = `faces-${++made}`;
  await laptop.client.send(new CreateCollectionCommand({ CollectionId }));
});

const index = async (name: string, more: Partial<IndexFacesCommandInput> = {}) =>
  laptop.client.send(
    new IndexFacesCommand({
      CollectionId,
      Image: { Bytes: await sample(name) },
      ExternalImageId: 'rider-1',
      ...more,
    }),
  );
const search = async (name: string, FaceMatchThreshold = 0) =>
  laptop.client.send(
    new SearchFacesByImageCommand({ CollectionId, Image: { Bytes: await sample(name) }, FaceMatchThreshold }),
  );
const nameOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error: RekognitionServiceException) => error.name,
  );

describe('collections', () => {
  it('are made once, described, listed and deleted', async () => {
    await index('bao.jpg');
    const described = await laptop.client.send(new DescribeCollectionCommand({ CollectionId }));
    const listed = await laptop.client.send(new ListCollectionsCommand({}));
    const again = await nameOf(laptop.client.send(new CreateCollectionCommand({ CollectionId })));
    await laptop.client.send(new DeleteCollectionCommand({ CollectionId }));
    const gone = await nameOf(laptop.client.send(new DescribeCollectionCommand({ CollectionId })));

    expect(described).toMatchObject({
      FaceCount: 1,
      CollectionARN: expect.stringMatching(/:collection\/faces-/),
    });
    expect(described.CreationTimestamp).toBeInstanceOf(Date);
    expect(listed.CollectionIds).toContain(CollectionId);
    expect([again, gone]).toEqual(['ResourceAlreadyExistsException', 'ResourceNotFoundException']);
  });

  it('are listed page by page', async () => {
    await laptop.client.send(new CreateCollectionCommand({ CollectionId: `${CollectionId}-too` }));

    const first = await laptop.client.send(new ListCollectionsCommand({ MaxResults: 1 }));
    const second = await laptop.client.send(
      new ListCollectionsCommand({ MaxResults: 1, NextToken: first.NextToken }),
    );

    expect(first.CollectionIds).toHaveLength(1);
    expect(second.CollectionIds).not.toEqual(first.CollectionIds);
    expect(await nameOf(laptop.client.send(new ListCollectionsCommand({ NextToken: 'oops' })))).toBe(
      'InvalidPaginationTokenException',
    );
  });

  it('outlive the process that made them', async () => {
    const { FaceRecords = [] } = await index('bao.jpg');
    const reopened = openCollections(laptop.folder);

    expect([...reopened.get(CollectionId).faces.keys()]).toEqual([FaceRecords[0]?.Face?.FaceId]);
  });

  it('whose faces another model described are refused, with the way out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'collections-'));
    const face = { faceId: randomUUID(), imageId: 'x', pictureId: 'x', rank: 0, descriptor: [1, 2, 3] };
    writeFileSync(
      join(folder, `${Buffer.from('riders').toString('hex')}.json`),
      JSON.stringify({ id: 'riders', createdAt: 0, faces: [face] }),
    );

    expect(() => openCollections(folder)).toThrow(/collection riders .*npm run reset/);
    rmSync(folder, { recursive: true });
  });

  it('come from the template, and a second start keeps their faces', async () => {
    const type = laptop.rekognition.resourceTypes['AWS::Rekognition::Collection'];
    const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'rides' } as const;
    const resource = {
      logicalId: 'Faces',
      type: '',
      physicalName: CollectionId,
      properties: {},
      metadata: {},
    };
    await index('bao.jpg');

    await type?.provision?.(resource, context);

    const { Faces } = await laptop.client.send(new ListFacesCommand({ CollectionId }));
    expect(Faces).toHaveLength(1);
    expect(type?.attributes('rides-faces', context)['Arn']).toBe(
      `arn:aws:rekognition:${REGION}:${ACCOUNT_ID}:collection/rides-faces`,
    );
  });

  it('may be used only by those whose policies name them', async () => {
    await laptop.client.send(new CreateCollectionCommand({ CollectionId: 'allowed' }));
    const list = (id: string) =>
      nameOf(laptop.as('indexer').send(new ListFacesCommand({ CollectionId: id })));

    expect([await list('allowed'), await list(CollectionId)]).toEqual(['no error', 'AccessDeniedException']);
  });
});

describe('IndexFaces', () => {
  it('gives the same face for the same picture and rider, another for another rider', async () => {
    const first = await index('bao.jpg');
    const again = await index('bao.jpg');
    const other = await index('bao.jpg', { ExternalImageId: 'rider-2' });
    const id = (answer: typeof first) => answer.FaceRecords?.[0]?.Face?.FaceId;

    expect(id(again)).toBe(id(first));
    expect(id(other)).not.toBe(id(first));
    const { Faces } = await laptop.client.send(new ListFacesCommand({ CollectionId }));
    expect(Faces).toHaveLength(2);
  });

  it('adds one face when two equal requests run at once', async () => {
    await Promise.all([index('bao.jpg'), index('bao.jpg')]);

    const { FaceCount } = await laptop.client.send(new DescribeCollectionCommand({ CollectionId }));
    expect(FaceCount).toBe(1);
  });

  longRun.it('keeps to MaxFaces and says which faces were left', async () => {
    const answer = await index('two-people.jpg', { MaxFaces: 1 });

    expect(answer.FaceRecords).toHaveLength(1);
    expect(answer.UnindexedFaces?.map(({ Reasons }) => Reasons)).toEqual([['EXCEEDS_MAX_FACES']]);
  });

  it('leaves out what the quality filter drops, with the reasons', async () => {
    const dark = await index('ada-dark.jpg', { QualityFilter: 'HIGH' });
    const blurred = await index('ada-blurred.jpg', { QualityFilter: 'HIGH' });
    const turned = await index('ada-turned.jpg', { QualityFilter: 'HIGH' });
    const reasons = [dark, blurred, turned].map(({ UnindexedFaces }) => UnindexedFaces?.[0]?.Reasons);

    expect(reasons).toEqual([['LOW_BRIGHTNESS'], ['LOW_SHARPNESS'], ['EXTREME_POSE']]);
    expect(dark.FaceRecords).toEqual([]);
  });

  it('answers a picture without a face with empty lists', async () => {
    expect(await index('no-face.jpg')).toMatchObject({ FaceRecords: [], UnindexedFaces: [] });
  });

  it('refuses an ExternalImageId with a space', async () => {
    expect(await nameOf(index('bao.jpg', { ExternalImageId: 'rider 1' }))).toBe('InvalidParameterException');
  });
});

describe('DeleteFaces', () => {
  it('deletes what is there and says what was not', async () => {
    const { FaceRecords = [] } = await index('bao.jpg');
    const id = FaceRecords[0]?.Face?.FaceId ?? '';
    const FaceIds = [id, '00000000-0000-4000-8000-000000000000'];

    const answer = await laptop.client.send(new DeleteFacesCommand({ CollectionId, FaceIds }));

    expect(answer.DeletedFaces).toEqual([id]);
    expect(answer.UnsuccessfulFaceDeletions).toEqual([{ FaceId: FaceIds[1], Reasons: ['FACE_NOT_FOUND'] }]);
    expect((await search('bao.jpg')).FaceMatches).toEqual([]);
  });
});

describe('searching', () => {
  it('finds another shot of an indexed person and no stranger', async () => {
    await index('ada.jpg');

    const own = await search('ada-2.jpg', 90);
    const strangers = await search('bao.jpg', 90);

    expect(own.FaceMatches?.[0]).toMatchObject({ Face: { ExternalImageId: 'rider-1' } });
    expect(own.SearchedFaceBoundingBox).toBeDefined();
    expect(strangers.FaceMatches).toEqual([]);
  });

  it('by face id leaves out the face itself', async () => {
    const { FaceRecords = [] } = await index('ada.jpg');
    const second = await index('ada-2.jpg', { ExternalImageId: 'rider-2' });

    const FaceId = FaceRecords[0]?.Face?.FaceId ?? '';
    const answer = await laptop.client.send(new SearchFacesCommand({ CollectionId, FaceId }));

    expect(answer.FaceMatches?.map(({ Face }) => Face?.FaceId)).toEqual([
      second.FaceRecords?.[0]?.Face?.FaceId,
    ]);
  });

  it('refuses a picture without a face and an unknown face id', async () => {
    const unknown = new SearchFacesCommand({ CollectionId, FaceId: '00000000-0000-4000-8000-000000000000' });

    expect(await nameOf(search('no-face.jpg'))).toBe('InvalidParameterException');
    expect(await nameOf(laptop.client.send(unknown))).toBe('InvalidParameterException');
  });

  longRun.it('compares one person with a group, best first', async () => {
    const answer = await laptop.client.send(
      new CompareFacesCommand({
        SourceImage: { Bytes: await sample('carla.jpg') },
        TargetImage: { Bytes: await sample('two-people.jpg') },
      }),
    );

    expect(answer.FaceMatches).toHaveLength(1);
    expect(answer.FaceMatches?.[0]?.Similarity).toBeGreaterThanOrEqual(99);
    expect(answer.UnmatchedFaces).toHaveLength(1);
  });

  longRun.it('finds nobody of a group photo in another', async () => {
    await laptop.client.send(new IndexFacesCommand({ CollectionId, Image: { Bytes: await groupPhoto(5) } }));
    const answer = await laptop.client.send(
      new SearchFacesByImageCommand({
        CollectionId,
        Image: { Bytes: await groupPhoto(6) },
        FaceMatchThreshold: 90,
      }),
    );

    expect(answer.FaceMatches).toEqual([]);
  });
});

it('loads its models once asked to, and close leaves nothing running', async () => {
  const second = createRekognition({
    folder: laptop.folder,
    accountId: ACCOUNT_ID,
    region: REGION,
    readObject: () => Promise.reject(new Error('unused')),
    log: () => undefined,
  });

  await expect(second.warm()).resolves.toBeUndefined();
  await second.close();
});
