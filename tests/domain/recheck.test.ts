import { RecheckPlanSchema, recheckFolder, SEGMENTS } from '../../src/domain/recheck.ts';

const PLAN = {
  recheckId: 'lower-pose_2',
  mode: 'report',
  source: 'stored',
  configuration: '{}',
  configurationVersion: '1a2b',
  rejectionNeedsPerson: 'on',
  folder: 'rechecks/lower-pose_2/',
};

it('a plan is what a recheck goes by, and its folder is its own', () => {
  expect(RecheckPlanSchema.parse(PLAN)).toEqual(PLAN);
  expect(recheckFolder(PLAN.recheckId)).toBe(PLAN.folder);
  expect(SEGMENTS).toEqual([0, 1, 2, 3]);
});

it.each([
  { recheckId: '' },
  { recheckId: 'a/b' },
  { recheckId: 'a b' },
  { recheckId: `${'a'.repeat(64)}/` },
  { recheckId: 'a'.repeat(65) },
  { mode: 'try' },
  { source: 'both' },
  { rejectionNeedsPerson: 'yes' },
  { folder: undefined },
])('%j is no plan', (changes) => {
  expect(RecheckPlanSchema.safeParse({ ...PLAN, ...changes }).success).toBe(false);
});
