// How values that break a constraint are written, as answers of AWS have it.
import { withWrittenValues } from '../../../src/services/dynamodb/constraint-values.ts';

const detected = (rest: string) => `1 validation error detected: Value ${rest}`;

test('shows none of too many keys of a batch', () => {
  const json = detected(
    `'[{"pk":{"S":"1"}}, {"pk":{"S":"2"}}]' at 'requestItems.Riders.member.keys' failed to satisfy constraint: Member must have length less than or equal to 100`,
  );

  expect(withWrittenValues(json)).toBe(
    detected(
      "at 'RequestItems.Riders.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
    ),
  );
});

test('writes the elements of a key as objects of Java', () => {
  const json = detected(
    `'[{"AttributeName":"pk","KeyType":"HASH"}, {"AttributeName":"sk","KeyType":"RANGE"}]' at 'keySchema' failed`,
  );

  expect(withWrittenValues(json)).toBe(
    detected(
      "'[KeySchemaElement(attributeName=pk, keyType=HASH), KeySchemaElement(attributeName=sk, keyType=RANGE)]' at 'keySchema' failed",
    ),
  );
});

test('writes the tables of a batch as a map of Java', () => {
  const json = detected(`'{"Riders":[{"DeleteRequest":{}}]}' at 'requestItems' failed`);

  expect(withWrittenValues(json)).toBe(
    detected(`'{Riders=[{"DeleteRequest":{}}]}' at 'requestItems' failed`),
  );
});

test('leaves other refusals as they are', () => {
  const other = 'Item {"AttributeName":"pk","KeyType":"HASH"} is none';

  expect(withWrittenValues(other)).toBe(other);
});

test('a complaint as long as a request is told in one go, whatever it holds', () => {
  const held = `{"AttributeName":' at 'requestItems.a.member.keys`.repeat(40_000);
  const message = `1 validation error detected: Value '${held}' at 'keySchema' failed to satisfy constraint: Member must not be null`;
  expect(withWrittenValues(message)).toBe(message);
});
