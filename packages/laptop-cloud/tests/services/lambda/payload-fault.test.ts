import { payloadFault } from '../../../src/services/lambda/payload-fault.ts';

const bytes = (...all: (string | number)[]) =>
  Buffer.concat(all.map((one) => (typeof one === 'string' ? Buffer.from(one) : Buffer.of(one))));
const VALUES = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

// The first two were recorded: base64 that a client has decoded.
test.each<[string, Buffer, string, string]>([
  ['a byte behind a letter', bytes('n', 0x87, 'r'), 'Invalid UTF-8 start byte 0x87', 'line: 1, column: 3'],
  [
    'a byte at the beginning',
    bytes(0x99, 0xeb, ',j'),
    `Unexpected character ((CTRL-CHAR, code 153)): expected a valid value ${VALUES}`,
    'line: 1, column: 1',
  ],
  ['a word', bytes('not'), `Unrecognized token 'not': was expecting ${VALUES}`, 'line: 1, column: 4'],
  [
    'a line further down',
    bytes('{"ä":\r\n"ö"\n;}'),
    "Unexpected character (';' (code 59)): was expecting comma to separate Object entries",
    'line: 3, column: 1',
  ],
  [
    'columns in bytes',
    bytes('{"ä" 1}'),
    "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value",
    'line: 1, column: 7',
  ],
])('%s', (_, payload, problem, place) => {
  expect(payloadFault(payload)).toBe(
    `Could not parse request body into json: Could not parse payload into json: ${problem}\n at [Source: REDACTED (\`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION\` disabled); ${place}]`,
  );
});

test('JSON has no fault', () => {
  expect(payloadFault(bytes('{"ä":[1,null]}'))).toBeUndefined();
});
