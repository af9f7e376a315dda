import { openTicket, rememberHeld } from '../../web/review/open-ticket.ts';
import { ApiProblem } from '../../web/shared/api.ts';

function tab(refusal?: ApiProblem) {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const asked: string[] = [];
  const api = {
    async get(path: string) {
      asked.push(`GET ${path}`);
      return { status: 200, body: 'looked at' };
    },
    async put(path: string) {
      asked.push(`PUT ${path}`);
      if (refusal) throw refusal;
      return { status: 200, body: 'held' };
    },
  } as never;
  return { api, storage, asked };
}

it('only looks at a photo that this tab does not hold', async () => {
  const { api, storage, asked } = tab();
  rememberHeld(storage, 'another');
  expect([await openTicket(api, 'p', storage), asked]).toEqual(['looked at', ['GET /v1/reviews/p']]);
});

it('takes again, after a reload, what this tab held, and not what it gave back', async () => {
  const { api, storage, asked } = tab();
  const forget = rememberHeld(storage, 'p');
  expect(await openTicket(api, 'p', storage)).toBe('held');
  forget();
  expect(await openTicket(api, 'p', storage)).toBe('looked at');
  expect(asked).toEqual(['PUT /v1/reviews/p/claim', 'GET /v1/reviews/p']);
});

it('looks at what somebody else has taken meanwhile', async () => {
  const { api, storage } = tab(new ApiProblem(409, 'no-seat'));
  rememberHeld(storage, 'p');
  expect(await openTicket(api, 'p', storage)).toBe('looked at');
});
