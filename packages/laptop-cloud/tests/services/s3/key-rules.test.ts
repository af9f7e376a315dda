import { checkKey } from '../../../src/services/s3/key-rules.ts';

it.each(['a', 'a/../b', 'a/b/../../c', 'a//../b', '..a', 'a..', 'x'.repeat(1024), '/', './a'])(
  'takes %s',
  (key) => {
    expect(() => checkKey(key)).not.toThrow();
  },
);

it.each(['..', '../a', './../a', '//../a', 'a/../../b'])(
  'refuses %s, which leads out of its bucket',
  (key) => {
    expect(() => checkKey(key)).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  },
);

it('refuses more than 1,024 bytes', () => {
  expect(() => checkKey('é'.repeat(513))).toThrow(expect.objectContaining({ code: 'KeyTooLongError' }));
});
