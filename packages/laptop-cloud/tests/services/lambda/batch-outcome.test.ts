import { failedItems } from '../../../src/services/lambda/batch-outcome.ts';

const IDS = new Set(['a', 'b']);

it.each(['', 'null', '""', '{}', '{"other":1}', '{"batchItemFailures":[]}', '{"batchItemFailures":null}'])(
  'takes %j for a success',
  (payload) => expect(failedItems(payload, IDS)).toEqual(new Set()),
);

it('names the messages that failed', () => {
  const payload = JSON.stringify({ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] });
  expect(failedItems(payload, IDS)).toEqual(new Set(['b']));
});

it.each([
  '"done"',
  '[]',
  '{"batchItemFailures":"a"}',
  '{"batchItemFailures":[{"itemIdentifier":""}]}',
  '{"batchItemFailures":[{"itemIdentifier":null}]}',
  '{"batchItemFailures":[{"id":"a"}]}',
  '{"batchItemFailures":[null]}',
  '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"of another batch"}]}',
])('fails the whole batch for %s', (payload) =>
  expect(failedItems(payload, IDS)).toEqual({ reason: expect.any(String) }),
);
