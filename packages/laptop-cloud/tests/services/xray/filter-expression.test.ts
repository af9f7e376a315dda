import fc from 'fast-check';
import { parseFilter, type TraceFacts } from '../../../src/services/xray/filter-expression.ts';

const trace: TraceFacts = {
  durationSeconds: 2.5,
  hasError: false,
  hasFault: true,
  hasThrottle: false,
  services: new Set(['Decide', 'S3']),
  annotations: new Map<string, (string | number | boolean)[]>([
    ['verdict', ['retake']],
    ['attempt', [1, 3]],
    ['coldStart', [true]],
  ]),
};

test.each([
  ['', true],
  ['annotation.verdict = "retake"', true],
  ['annotation[verdict] = "retake"', true],
  ['annotation.verdict = "approved"', false],
  ['annotation.verdict != "approved"', true],
  ['annotation.nobody != "approved"', false],
  ['annotation.attempt > 2', true],
  ['annotation.attempt >= 4', false],
  ['annotation.coldStart = true', true],
  ['annotation.verdict BEGINSWITH "re"', true],
  ['annotation.verdict CONTAINS "tak" AND duration > 2', true],
  ['duration < 2 OR responsetime <= 2.5', true],
  ['fault', true],
  ['!fault', false],
  ['ok', false],
  ['error = false', true],
  ['fault != true', false],
  ['service("S3")', true],
  ['service("SNS")', false],
  ['!(error OR throttle) AND (fault)', true],
])('%s: %s', (expression, expected) => {
  expect(parseFilter(expression)(trace)).toBe(expected);
});

test.each([
  ['http.url = "x"', /keyword http.url/],
  ['annotation.verdict', /ends too early/],
  ['annotation.verdict LIKE "x"', /operator LIKE/],
  ['annotation.verdict = retake', /retake needs quotes/],
  ['error fault', /fault is unexpected/],
  ['(error', /ends too early/],
  ['service("x"', /ends too early/],
  ['error & fault', /cannot be read from/],
])('refuses %s, saying why', (expression, message) => {
  expect(() => parseFilter(expression)).toThrow(message);
});

test('finds any text that an annotation has, quotes and backslashes included', () => {
  fc.assert(
    fc.property(fc.string(), (value) => {
      const quoted = `"${value.replace(/[\\"]/g, '\\$&')}"`;
      const filter = parseFilter(`annotation.a = ${quoted}`);
      expect(filter({ ...trace, annotations: new Map([['a', [value]]]) })).toBe(true);
      expect(filter({ ...trace, annotations: new Map([['a', [`${value}x`]]]) })).toBe(false);
    }),
  );
});

test('an expression is compiled or refused as InvalidRequestException, never anything else', () => {
  fc.assert(
    fc.property(fc.string(), (expression) => {
      try {
        parseFilter(expression)(trace);
      } catch (error) {
        expect(error).toMatchObject({ code: 'InvalidRequestException' });
      }
    }),
  );
});
