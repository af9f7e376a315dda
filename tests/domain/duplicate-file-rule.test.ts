import { repeatedFile, type SeenFile } from '../../src/domain/duplicate-file-rule.ts';
import { judge } from '../../src/domain/finding.ts';
import type { PhotoStatus } from '../../src/domain/photo.ts';

const judgeSameFile = (riderId: string, earlier: SeenFile[]) => ({
  finding: judge('DUPLICATE_FILE', riderId, earlier),
  repeats: repeatedFile(riderId, earlier),
});
const seen = (riderId: string, status: PhotoStatus): SeenFile => ({
  riderId,
  photoId: `${riderId}-1`,
  status,
});

it('passes a file that was never seen', () => {
  const { finding, repeats } = judgeSameFile('ada', []);
  expect(finding).toMatchObject({ code: 'DUPLICATE_FILE', status: 'passed' });
  expect(repeats).toBeUndefined();
});

it.each(['approved', 'retake', 'rejected'] as const)(
  'repeats the answer "%s" to the same rider',
  (status) => {
    const earlier = seen('ada', status);
    const { finding, repeats } = judgeSameFile('ada', [seen('ada', 'failed'), earlier]);
    expect(finding).toMatchObject({ status: 'passed', measured: `answered before: ${status}` });
    expect(repeats).toBe(earlier);
  },
);

it('looks anew when only a repeat is left of the answer: the photo that it repeated is gone', () => {
  const repeat = { ...seen('ada', 'approved'), sameAs: 'gone' };
  expect(judgeSameFile('ada', [repeat]).repeats).toBeUndefined();
  const original = seen('ada', 'retake');
  expect(judgeSameFile('ada', [repeat, original]).repeats).toBe(original);
});

it.each(['processing', 'in-review', 'expired', 'failed', 'replaced', 'erased'] as const)(
  'looks anew when the same rider got no final answer but "%s"',
  (status) => {
    const { finding, repeats } = judgeSameFile('ada', [seen('ada', status)]);
    expect(finding.status).toBe('passed');
    expect(repeats).toBeUndefined();
  },
);

it.each([
  ['processing', 'review'],
  ['in-review', 'review'],
  ['approved', 'review'],
  ['retake', 'review'],
  ['rejected', 'review'],
  ['expired', 'review'],
  ['failed', 'passed'],
  ['erased', 'passed'],
] as const)('when another rider sent it and got "%s": %s', (status, expected) => {
  const { finding, repeats } = judgeSameFile('bao', [seen('ada', status)]);
  expect(finding).toMatchObject({ status: expected, kind: 'fraud' });
  expect(repeats).toBeUndefined();
});

it('repeats the own answer even when another rider sent the same file later', () => {
  const { finding, repeats } = judgeSameFile('ada', [seen('bao', 'rejected'), seen('ada', 'approved')]);
  expect(finding.status).toBe('passed');
  expect(repeats?.riderId).toBe('ada');
});

it('counts the uploads of others without naming them', () => {
  const { finding } = judgeSameFile('carla', [seen('ada', 'approved'), seen('bao', 'rejected')]);
  expect(finding.measured).toBe('seen 2 times from other riders');
  expect(JSON.stringify(finding)).not.toMatch(/ada|bao/);
});
