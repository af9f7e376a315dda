import { finding } from '../../src/domain/finding.ts';
import { missingChecks } from '../../src/domain/required-checks.ts';
import { decide } from '../../src/domain/verdict.ts';

const ALL = (['FILE_TYPE', 'NO_FACE', 'CONTENT', 'FACE_TAKEN'] as const).map((code) =>
  finding(code, 'passed'),
);

it('misses nothing where every check has spoken', () => {
  expect(missingChecks(ALL)).toEqual([]);
});

it.each(ALL.map(({ code }) => code))('sends a photo to a person that was never asked about %s', (code) => {
  const seen = ALL.filter((each) => each.code !== code);
  const missing = missingChecks(seen);
  expect(missing).toEqual([finding(code, 'unavailable', { measured: 'not checked' })]);
  expect(decide([...seen, ...missing])).toEqual({ verdict: 'review', reasons: [code] });
});

it('misses nothing of a photo that was refused before', () => {
  expect(missingChecks([finding('FILE_TYPE', 'failed')])).toEqual([]);
  expect(missingChecks([finding('FILE_TYPE', 'passed'), finding('NO_FACE', 'failed')])).toEqual([]);
});
