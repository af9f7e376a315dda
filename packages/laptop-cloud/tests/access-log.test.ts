import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openAccessLog } from '../src/access-log.ts';
import type { HandledRequest } from '../src/services/requests.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'access-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function handled(more: Partial<HandledRequest['request']>, amounts?: Record<string, number>): HandledRequest {
  const principal = { arn: 'arn:aws:iam::0:root', can: () => true };
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.from('four'),
    principal,
    endpoint: '',
    requestId: '1',
    ...more,
  };
  return {
    scope: 'dynamodb',
    request,
    response: { status: 200, body: 'ok' },
    ms: 3.4,
    ...(amounts ? { amounts } : {}),
  };
}

function linesOf(...requests: HandledRequest[]): Record<string, unknown>[] {
  const file = path.join(folder, 'requests.jsonl');
  const log = openAccessLog(file);
  for (const request of requests) log.handled(request);
  log.close();
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('names operations as their service does, and else method and path', () => {
  const lines = linesOf(
    { ...handled({}, { readUnits: 0.5 }), operation: 'Query' },
    handled({ method: 'PUT' }),
  );
  expect(lines.map(({ operation }) => operation)).toEqual(['Query', 'PUT /']);
  expect(lines[0]).toMatchObject({
    service: 'dynamodb',
    status: 200,
    ms: 3,
    bytesIn: 4,
    bytesOut: 2,
    amounts: { readUnits: 0.5 },
  });
});

it('leaves out who only looks on', () => {
  const principal = { arn: 'arn', can: () => true, isOnlooker: true };
  expect(linesOf(handled({ principal }))).toEqual([]);
});
