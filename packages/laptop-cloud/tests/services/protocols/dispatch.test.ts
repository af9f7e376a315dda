import * as z from 'zod';
import { parseResourcePolicy } from '../../../src/policies/policy.ts';
import { defineOperation, type Operation } from '../../../src/services/operation.ts';
import { jsonService } from '../../../src/services/protocols/json.ts';
import { restJsonService } from '../../../src/services/protocols/rest-json.ts';
import type { Principal, ServiceRequest } from '../../../src/services/service.ts';

const ROLE = 'arn:aws:sts::000000000000:assumed-role/clerk/laptop';
const asked: [action: string, arn: string, keys: unknown][] = [];
const logged: string[] = [];
beforeEach(() => {
  asked.length = 0;
  logged.length = 0;
});

const principal = (can: Principal['can'] = () => true): Principal => ({
  arn: ROLE,
  can(action, arn, keys) {
    asked.push([action, arn, keys]);
    return can(action, arn, keys);
  },
});

function request(target: string, input: unknown, more: Partial<ServiceRequest> = {}): ServiceRequest {
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `Shelf.${target}` },
    body: Buffer.from(JSON.stringify(input)),
    principal: principal(),
    endpoint: 'http://127.0.0.1',
    requestId: 'r',
    ...more,
  };
}

const Named = z.strictObject({ Name: z.string() });
let served: string[] = [];
beforeEach(() => {
  served = [];
});
const shelf = (...operations: Operation[]) =>
  jsonService({
    scope: 'shelf',
    version: '1.0',
    targetPrefix: 'Shelf',
    badInput: 'InvalidShelf',
    operations,
    log: (line) => logged.push(line),
  });
const openBook = (policy?: object) =>
  defineOperation({
    name: 'OpenBook',
    input: Named,
    errors: [],
    resource: ({ Name }) => ({
      arn: `arn:book/${Name}`,
      title: Name.toUpperCase(),
      ...(policy ? { policy: parseResourcePolicy(policy) } : {}),
    }),
    run: ({ resource, input }) => {
      served.push(input.Name);
      return { Title: resource.title };
    },
  });

const answer = async (service: ReturnType<typeof shelf>, sent: ServiceRequest) => {
  const { status, body } = await service.handle(sent);
  return { status, body: JSON.parse(String(body)) as Record<string, unknown> };
};

it('runs an operation with its input and what it named as resource, once the right is there', async () => {
  const result = await answer(shelf(openBook()), request('OpenBook', { Name: 'atlas' }));

  expect(result).toEqual({ status: 200, body: { Title: 'ATLAS' } });
  expect(asked).toEqual([['shelf:OpenBook', 'arn:book/atlas', {}]]);
});

it('runs what each request asks for, whichever it was asked about before', async () => {
  const closeBook = defineOperation({
    name: 'CloseBook',
    input: Named,
    errors: [],
    resource: () => '*',
    run: () => ({ Closed: true }),
  });
  const service = shelf(openBook(), closeBook);
  const [open, close] = ['OpenBook', 'CloseBook'].map((name) => request(name, { Name: 'atlas' }));

  const names = [open!, close!].map((one) => service.operationOf?.(one));
  const answers = [
    await answer(service, open!),
    await answer(service, close!),
    await answer(service, close!),
  ];

  expect(names).toEqual(['OpenBook', 'CloseBook']);
  expect(answers.map(({ body }) => body)).toEqual([{ Title: 'ATLAS' }, { Closed: true }, { Closed: true }]);
});

it('refuses without the right, and runs nothing', async () => {
  const sent = request('OpenBook', { Name: 'atlas' }, { principal: principal(() => false) });

  const result = await answer(shelf(openBook()), sent);

  expect(result).toMatchObject({ status: 400, body: { __type: 'AccessDeniedException' } });
  expect(served).toEqual([]);
});

it.each([
  ['Allow', () => false, 200],
  ['Deny', () => true, 400],
])("lets the resource's own policy decide: %s", async (Effect, can, status) => {
  const policy = { Statement: { Effect, Principal: { AWS: ROLE }, Action: 'shelf:OpenBook' } };

  const result = await answer(
    shelf(openBook(policy)),
    request('OpenBook', { Name: 'atlas' }, { principal: principal(can) }),
  );

  expect(result.status).toBe(status);
});

it('asks for every resource, each with its own action and condition keys', async () => {
  const moveBook = defineOperation({
    name: 'MoveBook',
    input: Named,
    actions: ['shelf:TakeBook', 'shelf:PlaceBook'],
    errors: [],
    resource: () => [
      'arn:from',
      { arn: 'arn:to', action: 'shelf:PlaceBook', conditionKeys: { room: 'east' } },
    ],
    run: () => ({}),
  });

  await shelf(moveBook).handle(request('MoveBook', { Name: 'atlas' }));

  expect(asked).toEqual([
    ['shelf:TakeBook', 'arn:from', {}],
    ['shelf:PlaceBook', 'arn:to', { room: 'east' }],
  ]);
});

it('refuses bad input before it asks for a right', async () => {
  const result = await answer(shelf(openBook()), request('OpenBook', { Name: 7, Shelf: 1 }));

  expect(result.body['__type']).toBe('InvalidShelf');
  expect(result.body['message']).toContain('Shelf is not supported here');
  expect(asked).toEqual([]);
});

it('logs an unexpected failure by its operation and tells the caller nothing of it', async () => {
  const burnBook = defineOperation({
    name: 'BurnBook',
    input: Named,
    errors: [],
    resource: () => '*',
    run: () => {
      throw new TypeError('secret detail');
    },
  });

  const result = await answer(shelf(burnBook), request('BurnBook', { Name: 'atlas' }));

  expect(result).toMatchObject({ status: 500, body: { __type: 'InternalFailure' } });
  expect(JSON.stringify(result)).not.toContain('secret');
  expect(logged).toEqual([expect.stringMatching(/^shelf BurnBook: TypeError: secret detail/)]);
});

it('says what it can do', () => {
  const service = shelf(openBook());

  expect(service).toMatchObject({
    protocol: 'JSON 1.0',
    operations: [{ name: 'OpenBook', actions: ['shelf:OpenBook'], errors: [] }],
    errors: ['InvalidShelf'],
  });
  expect(service.operationOf?.(request('OpenBook', {}))).toBe('OpenBook');
  expect(service.operationOf?.(request('CloseBook', {}))).toBeUndefined();
});

it('joins path, query and body to one input in REST-JSON', async () => {
  const inputs: unknown[] = [];
  const renameBook = defineOperation({
    name: 'RenameBook',
    http: { method: 'PUT', path: '/books/{Name}/title' },
    input: z.strictObject({ Name: z.string(), Title: z.string(), room: z.string() }),
    errors: [],
    resource: () => '*',
    run: ({ input }) => void inputs.push(input),
  });
  const service = restJsonService({ scope: 'shelf', operations: [renameBook] });

  await service.handle(
    request(
      'none',
      { Title: 'Maps', Name: 'not this one' },
      {
        method: 'PUT',
        path: '/books/an%20atlas/title',
        headers: {},
        query: new URLSearchParams('room=east'),
      },
    ),
  );

  expect(inputs).toEqual([{ Name: 'an atlas', Title: 'Maps', room: 'east' }]);
});
