import { judgeFile, unreadable } from '../../src/domain/file-rules.ts';
import type { ImageFacts } from '../../src/domain/photo.ts';
import { DEFAULTS, findingOf } from './portrait.ts';

const FACTS: ImageFacts = { type: 'jpeg', size: 200_000, width: 1200, height: 1600, orientation: 6 };

function judge(facts: Partial<ImageFacts>) {
  return judgeFile({ ...FACTS, ...facts }, DEFAULTS);
}

it('passes an ordinary photo in all four rules', () => {
  expect(judge({}).map(({ code, status }) => `${code} ${status}`)).toEqual([
    'FILE_TYPE passed',
    'FILE_SIZE passed',
    'FILE_UNREADABLE passed',
    'IMAGE_SIZE passed',
  ]);
});

it.each([
  ['jpeg', 'passed'],
  ['png', 'passed'],
  ['webp', 'passed'],
  ['avif', 'passed'],
  ['gif', 'failed'],
  ['heif', 'failed'],
  ['svg', 'failed'],
  ['unknown', 'failed'],
])('of type %s: %s', (type, status) => {
  expect(findingOf(judge({ type }), 'FILE_TYPE')).toMatchObject({
    status,
    measured: type,
    threshold: 'jpeg, png, webp, avif',
  });
});

it.each([
  [0, 'failed'],
  [10_239, 'failed'],
  [10_240, 'passed'],
  [15_728_640, 'passed'],
  [15_728_641, 'failed'],
])('of %i bytes: %s', (size, status) => {
  expect(findingOf(judge({ size }), 'FILE_SIZE')).toMatchObject({
    status,
    measured: size,
    threshold: '10240 to 15728640 bytes',
  });
});

it.each([
  [200, 200, 'passed'],
  [199, 200, 'failed'],
  [1000, 199, 'failed'],
  [10_000, 5_000, 'passed'],
  [10_000, 5_001, 'failed'],
  [10_001, 300, 'failed'],
  [300, 10_001, 'failed'],
  [200, 2_000, 'passed'],
  [200, 2_001, 'failed'],
  [2_001, 200, 'failed'],
  [30_000, 30_000, 'failed'],
])('of %i x %i pixels: %s', (width, height, status) => {
  expect(findingOf(judge({ width, height }), 'IMAGE_SIZE')).toMatchObject({
    status,
    measured: `${width} x ${height} px`,
    threshold: 'sides 200 to 10000 px, at most 50 megapixels and 10 : 1',
  });
});

it.each([
  [5_000, 4_000, 'passed'],
  [5_000, 4_001, 'failed'],
])('of %i x %i pixels in an AVIF, which takes more memory to decode: %s', (width, height, status) => {
  expect(findingOf(judge({ type: 'avif', width, height }), 'IMAGE_SIZE')).toMatchObject({
    status,
    threshold: 'sides 200 to 10000 px, at most 20 megapixels and 10 : 1',
  });
});

it.each([
  [1, 'passed', '1 page'],
  [2, 'failed', '2 pages'],
])('with %i pages: %s', (pages, status, measured) => {
  expect(findingOf(judge({ pages }), 'FILE_UNREADABLE')).toMatchObject({ status, measured });
});

it('says nothing of pages and pixels when the header could not be read', () => {
  const findings = judgeFile({ type: 'unknown', size: 0 }, DEFAULTS);
  expect(findings.map(({ code, status }) => `${code} ${status}`)).toEqual([
    'FILE_TYPE failed',
    'FILE_SIZE failed',
    'FILE_UNREADABLE not-applicable',
    'IMAGE_SIZE not-applicable',
  ]);
});

it('tells all reasons at once', () => {
  const findings = judgeFile({ type: 'gif', size: 10, width: 10, height: 10, pages: 3 }, DEFAULTS);
  expect(findings.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed', 'failed']);
});

it('reports a file that cannot be decoded with the reason', () => {
  expect(unreadable('ends too early')).toEqual({
    code: 'FILE_UNREADABLE',
    kind: 'retake',
    status: 'failed',
    measured: 'ends too early',
    threshold: 'decodes',
  });
});
