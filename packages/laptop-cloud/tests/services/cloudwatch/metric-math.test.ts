import { MathError, parseMath } from '../../../src/services/cloudwatch/metric-math.ts';

const VALUES: Readonly<Record<string, number>> = { one: 1, two: 2, ten: 10 };
const reckon = (text: string) => parseMath(text)((id) => VALUES[id]);

it.each([
  ['one', 1],
  ['one + two * ten', 21],
  ['(one + two) * ten', 30],
  ['ten - two - one', 7],
  ['ten / two / two', 2.5],
  ['(one + MAX([two, ten])) / 1000', 0.011],
  ['FILL(gone, 0) + FILL(two, 0)', 2],
  ['IF(FILL(gone, 0) == 0, FILL(ten, 0), 0)', 10],
  ['IF(one > two, 5, 7)', 7],
  ['IF(one > two, 5)', undefined],
  ['SUM([one, gone, ten])', 11],
  ['AVG([two, ten])', 6],
  ['MIN([gone])', undefined],
  ['one + gone', undefined],
  ['one / (two - two)', undefined],
])('%s is %p', (text, value) => {
  expect(reckon(text)).toBe(value);
});

it.each([
  ["SEARCH('{AWS/Lambda}', 'Sum')", 'the function SEARCH'],
  ['FILL(one, REPEAT', '"its end" where ")" should stand'],
  ['one two', '"two" in "one two"'],
  ['one +', '"its end" where a value should stand'],
  ['ANOMALY_DETECTION_BAND(one)', 'the function ANOMALY_DETECTION_BAND'],
])('%s is refused by name', (text, message) => {
  expect(() => parseMath(text)).toThrow(new MathError(message));
});
