import { createInsights, type SeenPhoto } from '../../src/domain/insights.ts';
import { PORTRAIT } from './portrait.ts';

const SEEN: SeenPhoto = { face: PORTRAIT, labels: [], profile: null, isRenewal: false };

function codes(seen: Partial<SeenPhoto>): string[] {
  return createInsights({ ...SEEN, ...seen }).map(({ code }) => code);
}

function textOf(code: string, seen: Partial<SeenPhoto>): string | undefined {
  return createInsights({ ...SEEN, ...seen }).find((insight) => insight.code === code)?.text;
}

it('remarks on light, focus and framing of a first good portrait', () => {
  // toEqual would not see what is undefined at the end.
  expect(codes({})).toStrictEqual(['LIGHT', 'FOCUS', 'FRAMING']);
});

it('says nothing to a rider who wants no insights', () => {
  expect(codes({ profile: { preferences: { insights: false } }, isRenewal: true })).toStrictEqual([]);
});

it.each([null, {}, { preferences: {} }, { preferences: { insights: true } }])(
  'speaks to a rider whose profile is %p',
  (profile) => {
    expect(codes({ profile })).toContain('LIGHT');
  },
);

it.each([
  [54, /a little dark/],
  [55, /just right/],
  [85, /just right/],
  [86, /rather bright/],
])('of brightness %i says %p', (brightness, text) => {
  const face = { ...PORTRAIT, quality: { brightness, sharpness: 70 } };
  expect(textOf('LIGHT', { face })).toMatch(text);
});

it.each([
  [59, /a little soft/],
  [60, undefined],
  [79, undefined],
  [80, /pin-sharp/],
])('of sharpness %i says %p', (sharpness, text) => {
  const told = textOf('FOCUS', { face: { ...PORTRAIT, quality: { brightness: 70, sharpness } } });
  if (text) expect(told).toMatch(text);
  else expect(told).toBeUndefined();
});

it.each([
  [0.25, /fills 25 % .* step closer/i],
  [0.3, /fills 30 % .* easy to recognise/i],
  [0.8, /fills 80 % .* arm's length/i],
])('of a face of %p of the height says how it fills the picture', (height, text) => {
  const face = { ...PORTRAIT, boundingBox: { ...PORTRAIT.boundingBox, height } };
  expect(textOf('FRAMING', { face })).toMatch(text);
});

it.each([
  [14, undefined],
  [-20, 'Your head is turned by about 20 degrees. Straight ahead is recognised best.'],
])('of a head turned by %i degrees says %p', (yaw, text) => {
  expect(textOf('HEAD_TURN', { face: { ...PORTRAIT, pose: { yaw, pitch: 0, roll: 0 } } })).toBe(text);
});

it('tells a rider with an earlier photo that this one replaces it', () => {
  expect(textOf('RENEWAL', { isRenewal: true })).toMatch(/replaces your earlier one/);
});

it('tells that a person has looked, and not why', () => {
  const reasons = ['FACE_TAKEN', 'AGE'] as const;
  expect(textOf('CHECKED_BY_A_PERSON', { reasons })).toBe(
    'One of our team looked at your photo, so it took a little longer.',
  );
});

it.each([
  ['Car', 80, 'IN_A_CAR'],
  ['Helmet', 99, 'HELMET'],
  ['Outdoors', 85, 'OUTDOORS'],
])('remarks on the surroundings: %s', (name, confidence, code) => {
  expect(codes({ labels: [{ name, confidence }] })).toContain(code);
});

it.each([
  ['Car', 79.9],
  ['Woman', 99],
  ['Happy', 99],
])('is silent on %s at %p percent', (name, confidence) => {
  expect(codes({ labels: [{ name, confidence }] })).toEqual(codes({}));
});

it('leaves out what the model did not measure', () => {
  expect(codes({ face: { boundingBox: PORTRAIT.boundingBox, confidence: 99 } })).toEqual(['FRAMING']);
});

it('never speaks of age, whatever was estimated', () => {
  const young = { ...PORTRAIT, ageRange: { low: 18, high: 24 } };
  const old = { ...PORTRAIT, ageRange: { low: 70, high: 80 } };
  expect(createInsights({ ...SEEN, face: young })).toEqual(createInsights({ ...SEEN, face: old }));
});
