import type { Session } from '../../web/shared/session.ts';
import { sessionWhenNeeded } from '../../web/shared/session-when-needed.ts';

/** A tab with that address and storage, whose code for signing in can be fetched, or not yet. */
function tab({
  search = '',
  kept,
  failures = 0,
}: {
  search?: string;
  kept?: string;
  failures?: number;
} = {}) {
  const calls: string[] = [];
  const loaded = {
    restore: async () => true,
    signIn: async () => void calls.push('sign in'),
    signOut: async () => void calls.push('sign out'),
    token: async () => 'token',
  } satisfies Session;
  let left = failures;
  const sessionStorage = { getItem: () => kept ?? null, setItem: () => {}, removeItem: () => {} };
  const session = sessionWhenNeeded({ location: { search }, sessionStorage }, async () => {
    calls.push('fetched');
    if (left-- > 0) throw new TypeError('offline');
    return loaded;
  });
  return { session, calls };
}

it('of somebody who has never been here restores nothing, and fetches nothing', async () => {
  const { session, calls } = tab();
  expect([session.hasTraces, await session.restore(), calls]).toEqual([false, false, []]);
});

it.each([{ search: '?code=c&state=s' }, { kept: 'refresh-1' }])('restores what %j leaves', async (trace) => {
  const { session, calls } = tab(trace);
  expect([session.hasTraces, await session.restore(), calls]).toEqual([true, true, ['fetched']]);
});

it('is fetched once, whatever is asked of it', async () => {
  const { session, calls } = tab();
  session.prepare();
  await session.signIn();
  expect(await session.token()).toBe('token');
  await session.signOut();
  expect(calls).toEqual(['fetched', 'sign in', 'sign out']);
});

it('that could not be fetched is fetched again when it is needed', async () => {
  const { session, calls } = tab({ failures: 2 });
  session.prepare();
  await new Promise(setImmediate);
  await expect(session.token()).rejects.toMatchObject({ type: 'offline' });
  await session.signIn();
  expect(calls).toEqual(['fetched', 'fetched', 'fetched', 'sign in']);
});
