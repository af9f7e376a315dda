import fc from 'fast-check';
import { createMetricStore, parseMetrics } from '../../../src/services/logs/metrics.ts';

const line = (more: Record<string, unknown>, directive: Record<string, unknown> = {}) =>
  JSON.stringify({
    _aws: {
      Timestamp: 1700000000000,
      CloudWatchMetrics: [
        {
          Namespace: 'RiderPhotos',
          Dimensions: [['step']],
          Metrics: [{ Name: 'Done', Unit: 'Count' }],
          ...directive,
        },
      ],
    },
    ...more,
  });

test('reads a metric with its unit, dimensions and time', () => {
  expect(parseMetrics(line({ Done: 1, step: 'Decide', riderId: 'not a dimension' }))).toEqual([
    {
      namespace: 'RiderPhotos',
      name: 'Done',
      unit: 'Count',
      values: [1],
      dimensions: { step: 'Decide' },
      timestamp: 1700000000000,
    },
  ]);
});

test('reads several values, several sets of dimensions, and none', () => {
  const both = parseMetrics(
    line({ Done: [1, 2], step: 'A', env: 'x' }, { Dimensions: [['step'], ['step', 'env']] }),
  );
  const none = parseMetrics(line({ Done: 1 }, { Dimensions: [], Metrics: [{ Name: 'Done' }] }));

  expect(both.map(({ values, dimensions }) => [values, dimensions])).toEqual([
    [[1, 2], { step: 'A' }],
    [[1, 2], { step: 'A', env: 'x' }],
  ]);
  expect(none).toMatchObject([{ unit: 'None', dimensions: {} }]);
});

test.each(['', 'text', '{"_aws"', '{"_aws":1}', '{"a":{"_aws":{}}}', line({}), line({ Done: 'many' })])(
  'finds no metric in %s',
  (text) => {
    expect(parseMetrics(text)).toEqual([]);
  },
);

test('never fails, whatever a function prints', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseMetrics(text)));
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(parseMetrics(`{"_aws":${json}}`)).toEqual([]);
    }),
  );
});

test('adds up by name and dimensions', () => {
  const store = createMetricStore();
  const seen: string[] = [];
  store.onMetric(({ dimensions }) => seen.push(String(dimensions.step)));

  for (const text of [
    line({ Done: 3, step: 'A' }),
    'text',
    line({ Done: [1, 5], step: 'A' }),
    line({ Done: 7, step: 'B' }),
  ])
    store.addLine(text);

  expect(store.summaries()).toMatchObject([
    { name: 'Done', dimensions: { step: 'A' }, count: 3, sum: 9, min: 1, max: 5 },
    { name: 'Done', dimensions: { step: 'B' }, count: 1, sum: 7, min: 7, max: 7 },
  ]);
  expect(seen).toEqual(['A', 'A', 'B']);
});
