import { compilePathPattern } from '../../../src/services/cloudfront/path-pattern.ts';

it.each([
  ['/v1/*', '/v1/', true],
  ['/v1/*', '/v1/a/b', true],
  ['/v1/*', '/v1', false],
  ['/v1/*', '/V1/a', false],
  ['v1/*', '/v1/a', true],
  ['*', '/', true],
  ['*.js', '/a/b.js', true],
  ['/*.js', '/a/b.js', true],
  ['/*.js', '/a/b.jsx', false],
  ['/a?c', '/abc', true],
  ['/a?c', '/ac', false],
  ['/a.c', '/abc', false],
])('%s on %s: %s', (pattern, path, expected) => {
  expect(compilePathPattern(pattern)(path)).toBe(expected);
});
