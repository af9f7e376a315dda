import { keepClaim, type Surroundings } from '../../web/review/claim-keeper.ts';
import { keepSettings, readSettings } from '../../web/review/desk-settings.ts';
import { actOfKey, isTypingInto, type KeyPress, SETTLING_MS } from '../../web/review/keys.ts';
import { writeTimeLeft } from '../../web/review/time-left.ts';
import { ApiProblem } from '../../web/shared/api.ts';

const PRESS: KeyPress = {
  key: 'a',
  repeat: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isTyping: false,
};

describe('a key', () => {
  it.each([
    ['a', 'approve'],
    ['A', 'approve'],
    ['t', 'retake'],
    ['x', 'reject'],
    ['s', 'skip'],
    ['u', 'undo'],
    ['b', 'peek'],
    ['z', 'zoom'],
    ['?', 'settings'],
    ['1', 1],
    ['9', 9],
    ['0', undefined],
    ['q', undefined],
    ['Enter', undefined],
  ])('%s means %s', (key, act) => {
    expect(actOfKey({ ...PRESS, key }, 'on', 1000)).toBe(act);
  });

  it.each<[string, Partial<KeyPress>, number]>([
    ['while somebody types', { isTyping: true }, 1000],
    ['that is held down', { repeat: true }, 1000],
    ['for a shortcut of the browser', { ctrlKey: true }, 1000],
    ['for a shortcut of the system', { metaKey: true }, 1000],
    ['in the first moment of a new photo', {}, SETTLING_MS - 1],
    ['with Alt where single letters are set', { altKey: true }, 1000],
  ])('does nothing %s', (_, change, shownMs) => {
    expect(actOfKey({ ...PRESS, ...change }, 'on', shownMs)).toBeUndefined();
  });

  it('asks for Alt where that is set, and does nothing where keys are off', () => {
    expect(actOfKey(PRESS, 'alt', 1000)).toBeUndefined();
    expect(actOfKey({ ...PRESS, altKey: true }, 'alt', 1000)).toBe('approve');
    expect(actOfKey(PRESS, 'off', 1000)).toBeUndefined();
  });

  it.each([
    [{ tagName: 'INPUT', type: 'text' }, true],
    [{ tagName: 'INPUT', type: 'checkbox' }, false],
    [{ tagName: 'TEXTAREA' }, true],
    [{ tagName: 'SELECT' }, true],
    [{ tagName: 'P', isContentEditable: true }, true],
    [{ tagName: 'BUTTON' }, false],
    [null, false],
  ])('pressed in %j belongs to it: %s', (target, belongs) => {
    expect(isTypingInto(target)).toBe(belongs);
  });
});

describe('a photo that somebody holds', () => {
  function held({ refusing }: { refusing?: ApiProblem | undefined } = {}) {
    const calls: string[] = [];
    const calling: Record<string, () => void> = {};
    let isHidden = false;
    let lost = 0;
    const on = (name: string) => (call: () => void) => {
      calling[name] = call;
      return () => {
        delete calling[name];
      };
    };
    const around: Surroundings = {
      every: (_, call) => on('minute')(call),
      isHidden: () => isHidden,
      onShown: on('shown'),
      onLeave: on('leave'),
    };
    const answer = async (method: string, path: string, ask: { keepalive?: boolean } = {}) => {
      calls.push(`${method} ${path}${ask.keepalive ? ' at last' : ''}`);
      if (refusing) throw refusing;
      return { status: 200, body: undefined };
    };
    const api = {
      get: () => Promise.reject(new Error('not asked')),
      put: (path: string, ask: object) => answer('PUT', path, ask),
      delete: (path: string, ask: object) => answer('DELETE', path, ask),
    };
    const keeper = keepClaim(api as never, 'p 1', around, () => {
      lost += 1;
    });
    return {
      keeper,
      calls,
      calling,
      hide: () => {
        isHidden = true;
      },
      lost: () => lost,
      async pass(name: string) {
        calling[name]?.();
        await new Promise(setImmediate);
      },
    };
  }

  it('is held again every minute, and when the page is shown again', async () => {
    const { calls, pass } = held();
    await pass('minute');
    await pass('shown');
    expect(calls).toEqual(['PUT /v1/reviews/p%201/claim', 'PUT /v1/reviews/p%201/claim']);
  });

  it('is not held while nobody looks', async () => {
    const { calls, pass, hide } = held();
    hide();
    await pass('minute');
    expect(calls).toEqual([]);
  });

  it('is given back when the page goes, once', async () => {
    const { calls, pass, keeper, calling } = held();
    await pass('leave');
    keeper.end({ givesBack: true });
    expect(calls).toEqual(['DELETE /v1/reviews/p%201/claim at last']);
    expect(Object.keys(calling)).toEqual([]);
  });

  it('is lost when the desk says so, and no more renewed', async () => {
    const { calls, pass, lost } = held({ refusing: new ApiProblem(409, 'claim-lost') });
    await pass('minute');
    await pass('minute');
    expect([lost(), calls.length]).toEqual([1, 1]);
  });

  it.each([0, 401, 429, 503])('is not lost for an answer of %i', async (status) => {
    const { calls, pass, lost } = held({ refusing: new ApiProblem(status, 'other') });
    await pass('minute');
    await pass('minute');
    expect([lost(), calls.length]).toEqual([0, 2]);
  });
});

describe('settings', () => {
  const kept = (text: string | null) => readSettings({ getItem: () => text });

  it('are what was kept', () => {
    let text = '';
    const settings = { keys: 'alt', coversAll: true, greys: false, withoutContent: true } as const;
    keepSettings({ setItem: (_, value) => (text = value) }, settings);
    expect(kept(text)).toEqual(settings);
  });

  it.each([null, '', 'null', '{', '7', '{"keys":"none","greys":"yes"}'])(
    'are the defaults where %j was kept',
    (text) => {
      expect(kept(text)).toEqual({ keys: 'on', coversAll: false, greys: true, withoutContent: false });
    },
  );
});

it.each([
  ['en', 3 * 86_400_000, '3 days'],
  ['en', 47 * 3_600_000, '47 hours'],
  ['de', 2 * 3_600_000, '2 Stunden'],
  ['en', 90 * 60_000, '90 minutes'],
  ['en', -5, '0 minutes'],
] as const)('%s: %i ms left is %s', (language, ms, words) => {
  const now = Date.parse('2026-11-28T12:00:00Z');
  expect(writeTimeLeft(language, new Date(now + ms).toISOString(), now)).toBe(words);
});
