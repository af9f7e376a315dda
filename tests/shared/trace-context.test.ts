import { setTimeout as sleep } from 'node:timers/promises';
import { createNamespace, destroyNamespace, getNamespace } from '../../src/shared/trace-context.ts';

let count = 0;
/** As the X-Ray SDK begins in Lambda. */
function entered() {
  count += 1;
  const namespace = createNamespace(`namespace ${count}`);
  namespace.enter(namespace.createContext());
  return namespace;
}

it('is found by its name until it is destroyed', () => {
  const namespace = createNamespace('found');
  expect(getNamespace('found')).toBe(namespace);

  destroyNamespace('found');

  expect(getNamespace('found')).toBeUndefined();
});

it('knows nothing, and takes nothing, before a context is entered', () => {
  const namespace = createNamespace('new');

  expect(namespace.get('segment')).toBeUndefined();
  expect(() => namespace.set('segment', 1)).toThrow('no context');
});

it('keeps what is set for every later event, whatever that follows from', async () => {
  const namespace = entered();

  namespace.set('segment', 'of the function');
  await sleep(1);

  expect(namespace.get('segment')).toBe('of the function');
  const later = await new Promise((resolve) => setImmediate(() => resolve(namespace.get('segment'))));
  expect(later).toBe('of the function');
});

it('gives what runs at the same time a value each, and what they began with to both', async () => {
  const namespace = entered();
  namespace.set('segment', 'outside');
  const seen: unknown[] = [];
  const look = (name: string, ms: number) =>
    new Promise<void>((resolve) => {
      namespace.run(async () => {
        seen.push(namespace.get('segment'));
        namespace.set('segment', name);
        await sleep(ms);
        seen.push(namespace.get('segment'));
        resolve();
      });
    });

  await Promise.all([look('one', 5), look('other', 1)]);

  expect(seen).toEqual(['outside', 'outside', 'other', 'one']);
  expect(namespace.get('segment')).toBe('outside');
});

it('passes on what is thrown, and is outside again', () => {
  const namespace = entered();
  namespace.set('segment', 'outside');

  expect(() =>
    namespace.run(() => {
      namespace.set('segment', 'inside');
      throw new Error('why');
    }),
  ).toThrow('why');

  expect(namespace.get('segment')).toBe('outside');
});
