import * as z from 'zod';
import { defineOperation, type HttpRoute } from '../../../src/services/operation.ts';
import { compileRoutes, membersOf } from '../../../src/services/protocols/routes.ts';
import type { ServiceRequest } from '../../../src/services/service.ts';

const operation = (name: string, http: HttpRoute) =>
  defineOperation({ name, http, input: z.unknown(), errors: [], resource: () => '*', run: () => ({}) });
const OPERATIONS = [
  operation('ListShelves', { method: 'GET', path: '/' }),
  operation('ListBooks', { method: 'GET', path: '/{Shelf}' }),
  operation('ReadBook', { method: 'GET', path: '/{Shelf}/{Book+}' }),
  operation('CopyBook', { method: 'PUT', path: '/{Shelf}/{Book+}', header: 'x-amz-copy-source' }),
  operation('WriteBook', { method: 'PUT', path: '/{Shelf}/{Book+}' }),
  operation('TagBook', { method: 'PUT', path: '/{Shelf}/{Book+}', query: 'tagging' }),
];
const find = compileRoutes(OPERATIONS, new Set(['tagging', 'acl']));

function request(method: string, url: string, headers: Record<string, string> = {}): ServiceRequest {
  const [path = '', query = ''] = url.split('?');
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.alloc(0),
    principal: { arn: 'anybody', can: () => true },
    endpoint: '',
    requestId: '',
  };
}

it.each([
  ['GET', '/', 'ListShelves'],
  ['GET', '/a', 'ListBooks'],
  ['GET', '/a/', 'ListBooks'],
  ['GET', '/a/b', 'ReadBook'],
  ['GET', '/a/b/c?page=2', 'ReadBook'],
  ['GET', '/a/b?x-amz-anything=1', 'ReadBook'],
  ['GET', '/a/b?anything', 'ReadBook'],
  ['PUT', '/a/b', 'WriteBook'],
  ['PUT', '/a/b?tagging', 'TagBook'],
  ['PUT', '/a/b?page=2&tagging=', 'TagBook'],
  ['PUT', '/a/b?X-Amz-Copy-Source=c', 'CopyBook'],
  ['PUT', '/a', undefined],
  ['PUT', '/a/b?acl', undefined],
  ['GET', '/a/b?tagging', undefined],
  ['PATCH', '/a/b', undefined],
])('%s %s is %s', (method, url, name) => {
  expect(find(request(method, url))?.operation.name).toBe(name);
});

it('lets a header tell two operations apart', () => {
  expect(find(request('PUT', '/a/b', { 'x-amz-copy-source': '/c/d' }))?.operation.name).toBe('CopyBook');
});

it('reads the labels of the path and the first of each key in the query', () => {
  const sent = request('GET', '/a%20b/c/d%2Fe?page=2&page=3');

  expect(membersOf(find(sent)!, sent)).toEqual({ Shelf: 'a b', Book: 'c/d/e', page: '2' });
});

it('refuses a path whose escapes are malformed', () => {
  const sent = request('GET', '/a/%zz');

  expect(() => membersOf(find(sent)!, sent)).toThrow("Couldn't parse the specified URI.");
});

it('takes every key of the query as a member where none tells operations apart', () => {
  const plain = compileRoutes(OPERATIONS);

  expect(plain(request('GET', '/a/b?anything'))?.operation.name).toBe('ReadBook');
});
