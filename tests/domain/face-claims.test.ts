import { claimBehind, type PhotoRow, replacedFaces, replacedPhotos } from '../../src/domain/face-claims.ts';

const MATCH = { faceId: 'f1', riderId: 'bao', similarityPercent: 99.5 };
const row = (photoId: string, changes: Partial<PhotoRow> = {}): PhotoRow => ({
  photoId,
  status: 'processing',
  claimedAt: '2026-03-01T12:00:00Z',
  ...changes,
});

describe('claimBehind', () => {
  it('is that of the approved photo which has the face, however late', () => {
    const rows = [
      row('open', { claimedAt: '2026-01-01T00:00:00Z' }),
      row('approved', { status: 'approved', faceId: 'f1', claimedAt: '2026-02-01T00:00:00Z' }),
    ];
    expect(claimBehind(MATCH, rows)).toEqual({
      riderId: 'bao',
      similarityPercent: 99.5,
      claimedAt: '2026-02-01T00:00:00Z',
      isSettled: true,
      openPhotoIds: ['open'],
    });
  });

  it('is that of the earliest open photo when no photo has noted the face', () => {
    const rows = [
      row('late', { claimedAt: '2026-03-01T13:00:00+00:00' }),
      row('early', { status: 'in-review', claimedAt: '2026-03-01T12:30:00Z' }),
      row('older', { status: 'approved', faceId: 'another', claimedAt: '2026-01-01T00:00:00Z' }),
    ];
    expect(claimBehind(MATCH, rows)).toMatchObject({
      claimedAt: '2026-03-01T12:30:00Z',
      isSettled: false,
      // One that waits for a person is confirmed again before it is approved: nobody has to tell it now.
      openPhotoIds: ['late'],
    });
  });

  it.each(['retake', 'rejected', 'expired', 'failed', 'replaced', 'erased'] as const)(
    'is none of a photo that is %s',
    (status) => {
      expect(claimBehind(MATCH, [row('gone', { status, faceId: 'f1' })])).toBeNull();
    },
  );
});

describe('replacedPhotos', () => {
  it('are the other approved ones, repeats among them', () => {
    const rows = [
      row('new', { status: 'approved' }),
      row('old', { status: 'approved', faceId: 'f1' }),
      row('repeat', { status: 'approved' }),
      row('open'),
      row('refused', { status: 'rejected' }),
      row('gone', { status: 'replaced' }),
    ];
    expect(replacedPhotos('new', rows)).toEqual(['old', 'repeat']);
  });
});

describe('replacedFaces', () => {
  const mine = { photoId: 'new', faceId: 'fresh' };

  it('are the profile’s and all found ones, each once, without the new one', () => {
    const seen = { ownFaceIds: ['old', 'left', 'fresh'], profileFaceId: 'old', ownPhotos: [row('new')] };
    expect(replacedFaces(mine, seen).sort()).toEqual(['left', 'old']);
  });

  it('are the profile’s alone while another photo is open', () => {
    const ownPhotos = [row('new'), row('other', { status: 'in-review' })];
    expect(replacedFaces(mine, { ownFaceIds: ['left'], profileFaceId: 'old', ownPhotos })).toEqual(['old']);
  });

  it('are none of a first photo', () => {
    expect(
      replacedFaces(mine, { ownFaceIds: [], profileFaceId: undefined, ownPhotos: [row('new')] }),
    ).toStrictEqual([]);
  });
});
