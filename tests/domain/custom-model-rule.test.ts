import { parseConfiguration } from '../../src/domain/configuration.ts';
import { judge } from '../../src/domain/finding.ts';
import { DEFAULTS } from './portrait.ts';

it.each([
  [0.59, 'passed', 0.59],
  [0.6, 'review', 0.6],
  [0.89, 'review', 0.89],
  [0.9, 'failed', 0.9],
  [0.98765, 'failed', 0.99],
])('of score %p: %s', (score, status, measured) => {
  expect(judge('CUSTOM_MODEL', { score }, DEFAULTS)).toEqual({
    code: 'CUSTOM_MODEL',
    kind: 'policy',
    status,
    measured,
    threshold: '< 0.6 (reject >= 0.9)',
  });
});

it('tells the label of the model beside its score', () => {
  expect(judge('CUSTOM_MODEL', { score: 0.95, label: 'mask' }, DEFAULTS).measured).toBe('mask 0.95');
});

it('does not apply when no model is configured', () => {
  expect(judge('CUSTOM_MODEL', 'off', DEFAULTS).status).toBe('not-applicable');
});

it('is unavailable when a required model does not answer', () => {
  expect(judge('CUSTOM_MODEL', 'unavailable', DEFAULTS).status).toBe('unavailable');
});

it('passes over a silent model that is not required', () => {
  const configuration = parseConfiguration('{"customModel":{"required":false}}');
  expect(judge('CUSTOM_MODEL', 'unavailable', configuration)).toMatchObject({
    status: 'not-applicable',
    measured: 'no answer',
  });
});
