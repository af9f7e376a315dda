import { judgeFile, unreadable } from '../../src/domain/file-findings.ts';
import type { ImageFacts } from '../../src/domain/photo.ts';
import { DEFAULTS, findingOf } from './portrait.ts';

const SRGB = { space: 'sRGB', isUsable: true };
const HDR = { space: 'HDR (PQ)', isUsable: false };
const FACTS: ImageFacts = {
  type: 'jpeg',
  size: 200_000,
  width: 1200,
  height: 1600,
  orientation: 6,
  colours: SRGB,
};

function judge(facts: Partial<ImageFacts>, fault?: string) {
  return judgeFile({ ...FACTS, ...facts }, DEFAULTS, fault);
}

it('passes an ordinary photo in all five rules', () => {
  expect(judge({}).map(({ code, status }) => `${code} ${status}`)).toEqual([
    'FILE_TYPE passed',
    'FILE_SIZE passed',
    'FILE_UNREADABLE passed',
    'IMAGE_SIZE passed',
    'COLOURS passed',
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
  [1023, 'failed'],
  [1024, 'passed'],
  [15_728_640, 'passed'],
  [15_728_641, 'failed'],
])('of %i bytes: %s', (size, status) => {
  expect(findingOf(judge({ size }), 'FILE_SIZE')).toMatchObject({
    status,
    measured: size,
    threshold: '1024 to 15728640 bytes',
  });
});

it.each([
  [200, 200, 'passed'],
  [199, 200, 'failed'],
  [1000, 199, 'failed'],
  [8160, 6144, 'passed'],
  [6144, 8192, 'passed'],
  [10_000, 5_040, 'passed'],
  [10_000, 5_041, 'failed'],
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
    threshold: 'sides 200 to 10000 px, at most 50.4 megapixels and 10 : 1',
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
  [2, 'failed', 'an animation of 2 pages'],
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
    'COLOURS not-applicable',
  ]);
});

it.each([{ width: 1200 }, { height: 1600 }])(
  'knows no size of a picture of which it has one side: %j',
  (side) => {
    const findings = judgeFile({ type: 'jpeg', size: 200_000, ...side }, DEFAULTS);
    expect(findingOf(findings, 'IMAGE_SIZE')).toMatchObject({ status: 'not-applicable' });
  },
);

it('tells all reasons at once', () => {
  const findings = judgeFile(
    { type: 'gif', size: 10, width: 10, height: 10, pages: 3, colours: HDR },
    DEFAULTS,
  );
  expect(findings.map(({ status }) => status)).toEqual(Array(5).fill('failed'));
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

it.each([
  ['FILE_SIZE', { size: 1000 }, 'too-small'],
  ['FILE_SIZE', { size: 20_000_000 }, 'too-large'],
  ['IMAGE_SIZE', { width: 100, height: 300 }, 'too-small'],
  ['IMAGE_SIZE', { width: 12_240, height: 16_320 }, 'too-large'],
  ['IMAGE_SIZE', { width: 10_001, height: 300 }, 'too-large'],
  ['IMAGE_SIZE', { width: 300, height: 3001 }, 'too-narrow'],
  ['FILE_UNREADABLE', { pages: 2 }, 'moving'],
] as const)('knows which way %s is broken by %j', (code, facts, because) => {
  expect(findingOf(judge(facts), code)).toMatchObject({ status: 'failed', because });
  expect(findingOf(judge({}), code)).not.toHaveProperty('because');
});

it.each([
  [1200, 1600, 100, 'passed', 100],
  [1200, 1600, 101, 'failed', 100],
  [8160, 6144, 39, 'passed', 39],
  [8160, 6144, 40, 'failed', 39],
])(
  'of %i x %i pixels in %i scans: %s, for each goes over all of them',
  (width, height, scans, status, most) => {
    expect(findingOf(judge({ width, height, scans }), 'FILE_UNREADABLE')).toMatchObject({
      status,
      ...(status === 'failed' && {
        measured: `${scans} scans`,
        threshold: `at most ${most} scans for this size`,
      }),
    });
  },
);

it.each([
  [8, 'passed'],
  [9, 'failed'],
])('of %i frames behind one AVIF: %s', (scans, status) => {
  expect(findingOf(judge({ type: 'avif', scans }), 'FILE_UNREADABLE')).toMatchObject({ status });
});

it('lets a configuration lower the number of scans', () => {
  const low = { ...DEFAULTS, image: { ...DEFAULTS.image, maxScans: 5 } };
  const judged = (scans: number) => findingOf(judgeFile({ ...FACTS, scans }, low), 'FILE_UNREADABLE');
  expect(judged(5)).toMatchObject({ status: 'passed' });
  expect(judged(6)).toMatchObject({ status: 'failed', measured: '6 scans' });
});

it('asks again for colours that cannot be brought to sRGB', () => {
  expect(findingOf(judge({ colours: HDR }), 'COLOURS')).toMatchObject({
    status: 'failed',
    kind: 'retake',
    measured: 'HDR (PQ)',
  });
  expect(findingOf(judge({ colours: { space: 'Display P3', isUsable: true } }), 'COLOURS')).toMatchObject({
    status: 'passed',
    measured: 'Display P3',
  });
});

it('tells why a file cannot be read, unless it moves', () => {
  expect(findingOf(judge({}, 'the end is missing'), 'FILE_UNREADABLE')).toEqual(
    unreadable('the end is missing'),
  );
  expect(findingOf(judge({ pages: 2 }, 'the end is missing'), 'FILE_UNREADABLE')).toMatchObject({
    because: 'moving',
  });
});
