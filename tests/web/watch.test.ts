import { ApiProblem, type Ask } from '../../web/shared/api.ts';
import { type Clock, watch } from '../../web/shared/watch.ts';

type Answer =
  | { status: string; retryAfter?: number; etag?: string }
  | Promise<{ status: string }>
  | 'same'
  | ApiProblem;

/** A page in virtual time that asks an API which gives these answers, the last one again and again. */
function page(...answers: Answer[]) {
  let now = 0;
  let isHidden = false;
  const asked: { at: number; ifNoneMatch: string | undefined }[] = [];
  const timers: { at: number; call: () => void }[] = [];
  let onReturn: () => void = () => {};
  const clock: Clock = {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call };
      timers.push(timer);
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
      };
    },
    random: () => 0.5,
    isHidden: () => isHidden,
    onReturn(call) {
      onReturn = call;
      return () => {
        onReturn = () => {};
      };
    },
  };
  const seen: string[] = [];
  const load = async ({ ifNoneMatch }: Ask) => {
    asked.push({ at: now / 1000, ifNoneMatch });
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer instanceof Promise) return { status: 200, body: await answer };
    if (answer instanceof ApiProblem) throw answer;
    if (answer === 'same') return { status: 304, body: undefined, retryAfter: 2 };
    const { status, retryAfter, etag } = answer;
    return { status: 200, body: { status }, ...(retryAfter && { retryAfter }), ...(etag && { etag }) };
  };
  const watching = {
    onState: (state: { status: string }) => void seen.push(state.status),
    onProblem: ({ type }: ApiProblem) => void seen.push(type),
    onStopped: () => void seen.push('stopped'),
  };
  const watcher = watch<{ status: string }>(load, clock, watching, { longestMs: 600_000 });
  const settle = () => new Promise(setImmediate);
  return {
    asked,
    seen,
    watcher,
    waiting: () => timers.length,
    async pass(seconds: number) {
      await settle();
      const end = now + seconds * 1000;
      for (;;) {
        timers.sort((one, other) => one.at - other.at);
        const [first] = timers;
        if (!first || first.at > end) break;
        timers.shift();
        now = first.at;
        first.call();
        await settle();
      }
      now = end;
    },
    hide(hidden: boolean) {
      isHidden = hidden;
      onReturn();
    },
  };
}

it('asks at the pace of the API, with the tag it has, until there is no pace', async () => {
  const { asked, seen, pass, waiting } = page({ status: 'processing', retryAfter: 1, etag: '"1"' }, 'same', {
    status: 'approved',
    etag: '"2"',
  });
  await pass(60);
  expect(asked).toEqual([
    { at: 0, ifNoneMatch: undefined },
    { at: 1, ifNoneMatch: '"1"' },
    { at: 3, ifNoneMatch: '"1"' },
  ]);
  expect([seen, waiting()]).toEqual([['processing', 'approved'], 0]);
});

it('asks nobody while it is hidden, and once when it is back', async () => {
  const { asked, pass, hide } = page({ status: 'in-review', retryAfter: 60 });
  await pass(1);
  hide(true);
  await pass(200);
  const before = asked.length;
  hide(false);
  await pass(1);
  expect([before, asked.length]).toEqual([2, 3]);
});

it('goes on after a fault, and after the connection was lost', async () => {
  const { seen, pass } = page(new ApiProblem(0, 'offline'), new ApiProblem(503, 'our-fault', {}, 7), {
    status: 'retake',
  });
  await pass(13);
  expect(seen).toEqual(['offline', 'our-fault', 'retake']);
});

it.each(['signed-out', 'not-found', 'wrong-role'])('ends when it is %s', async (type) => {
  const { asked, pass } = page(new ApiProblem(404, type));
  await pass(600);
  expect(asked).toHaveLength(1);
});

it('says after ten minutes that a message will come', async () => {
  const { seen, pass, waiting } = page({ status: 'processing', retryAfter: 5 });
  await pass(1200);
  expect([seen.at(-1), waiting()]).toEqual(['stopped', 0]);
});

it('asks again when somebody comes back to the page after that', async () => {
  const { asked, seen, pass, hide } = page({ status: 'in-review', retryAfter: 60 });
  await pass(86_400);
  const before = asked.length;
  hide(true);
  hide(false);
  await pass(90);
  expect([seen.filter((state) => state === 'stopped').length, before, asked.length]).toEqual([1, 11, 13]);
});

it('stops when the page moves on', async () => {
  const { asked, pass, watcher } = page({ status: 'processing', retryAfter: 1 });
  await pass(2);
  watcher.stop();
  await pass(60);
  expect(asked.length).toBeLessThanOrEqual(3);
});

it('asked again at once it takes no notice of what was on its way', async () => {
  const late = Promise.withResolvers<{ status: string }>();
  const { asked, seen, pass, watcher } = page(late.promise, { status: 'decided' });
  watcher.again();
  await pass(1);
  late.resolve({ status: 'voted' });
  await pass(60);
  expect([seen, asked.length]).toEqual([['decided'], 2]);
});
