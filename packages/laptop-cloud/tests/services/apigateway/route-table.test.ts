import { compileRouteTable, parseRouteKey } from '../../../src/services/apigateway/route-table.ts';

const find = (keys: string[], method: string, path: string) => {
  const found = compileRouteTable(keys.map((routeKey) => ({ routeKey })))(method, path);
  return found && [found.route.routeKey, found.pathParameters];
};

// The table of AWS's own page on routes, and what lies beside it.
const KEYS = ['$default', 'ANY /{proxy+}', 'GET /pets/{proxy+}', 'GET /pets/dog/{id}', 'GET /pets/dog/1'];
it.each([
  ['GET', '/pets/dog/1', 'GET /pets/dog/1', undefined],
  ['GET', '/pets/dog/2', 'GET /pets/dog/{id}', { id: '2' }],
  ['GET', '/pets/cat/1', 'GET /pets/{proxy+}', { proxy: 'cat/1' }],
  ['GET', '/pets/dog/2/3', 'GET /pets/{proxy+}', { proxy: 'dog/2/3' }],
  ['POST', '/test/5', 'ANY /{proxy+}', { proxy: 'test/5' }],
  ['POST', '/pets/dog/1', 'ANY /{proxy+}', { proxy: 'pets/dog/1' }],
  ['GET', '/', '$default', undefined],
])('routes %s %s to %s', (method, path, key, parameters) => {
  expect(find(KEYS.toReversed(), method, path)).toEqual([key, parameters]);
  expect(find(KEYS, method, path)).toEqual([key, parameters]);
});

it.each([
  ['the named method before ANY', ['ANY /a', 'GET /a'], 'GET', '/a', 'GET /a'],
  ['a text before a parameter, though any method', ['GET /{x}', 'ANY /a'], 'GET', '/a', 'ANY /a'],
  ['a parameter before a greedy one', ['GET /{x+}', 'GET /{x}'], 'GET', '/a', 'GET /{x}'],
  ['an early text before a late one', ['GET /{x}/b', 'GET /a/{y}'], 'GET', '/a/b', 'GET /a/{y}'],
  ['HEAD by ANY', ['GET /a', 'ANY /a'], 'HEAD', '/a', 'ANY /a'],
])('prefers %s', (_, keys, method, path, expected) => {
  expect(find(keys, method, path)?.[0]).toBe(expected);
});

it.each([
  ['another method', ['GET /a'], 'POST', '/a'],
  ['a slash at the end', ['GET /a'], 'GET', '/a/'],
  ['no slash at the end', ['GET /a/'], 'GET', '/a'],
  ['an empty parameter', ['GET /a/{x}'], 'GET', '/a/'],
  ['an empty rest', ['GET /a/{x+}'], 'GET', '/a/'],
  ['another case', ['GET /a'], 'GET', '/A'],
  ['a name of Object', ['GET /a'], 'GET', '/constructor'],
  ['a method that API Gateway has not', ['$default'], 'TRACE', '/a'],
])('finds nothing for %s', (_, keys, method, path) => {
  expect(find(keys, method, path)).toBeUndefined();
});

it.each([
  ['FETCH /a', /must be \$default, or one of ANY, DELETE/],
  ['get /a', /must be \$default/],
  ['GET a', /must be \$default/],
  ['GET /{x+}/a', /\{x\+\} must stand at the end/],
  ['GET /a{x}', /takes a whole part of the path, not a\{x\}/],
  ['$connect', /must be \$default/],
])('refuses the key %s', (key, why) => {
  expect(() => parseRouteKey(key)).toThrow(why);
});
