import { encodedKey } from '../../../src/services/s3/encoded-key.ts';

it.each([
  ['a/b-c_d.e*f', 'a/b-c_d.e*f'],
  ['test_file(3).png', 'test_file%283%29.png'],
  ["red flower+o'clock!~", 'red+flower%2Bo%27clock%21%7E'],
  ['é/漢', '%C3%A9/%E6%BC%A2'],
])('writes %s as %s', (key, written) => {
  expect(encodedKey(key)).toBe(written);
});
