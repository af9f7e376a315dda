// What the browser's suite itself is made of, as far as no browser is needed.

import { findChromium, launchOptions } from '../browser/chromium.ts';
import { reviewClock } from '../browser/review-clock.ts';

describe('the browser', () => {
  it('is the one that is named, or the first that is there, and never another', () => {
    const isThere = (file: string) => ['/usr/bin/google-chrome', '/opt/mine'].includes(file);
    expect(findChromium(undefined, isThere)).toBe('/usr/bin/google-chrome');
    expect(findChromium('/opt/mine', isThere)).toBe('/opt/mine');
    expect(findChromium('/opt/gone', isThere)).toBeUndefined();
    expect(findChromium(undefined, () => false)).toBeUndefined();
  });

  it.each([
    ['none', 0],
    ['denied', 1],
    ['test-picture', 2],
    ['/films/ada.mjpeg', 3],
  ])('has the camera %s by %i flags', (camera, count) => {
    const { args = [] } = launchOptions('/usr/bin/chromium', camera, false);
    expect(args.filter((flag) => /fake/.test(flag))).toHaveLength(count);
    expect(args).toContain('--disable-background-networking');
  });
});

describe('the clock of reviews', () => {
  const HOUR_MS = 3_600_000;
  const state = async (promise: Promise<void>) => {
    const later = new Promise<string>((resolve) => setImmediate(() => resolve('waits')));
    return Promise.race([promise.then(() => 'over'), later]);
  };

  it('ends at once what waits for people, and nothing else', async () => {
    const { clock, expireReviews } = reviewClock();
    const stop = new AbortController();
    const [work, people, execution] = [5000, 72 * HOUR_MS, 240 * HOUR_MS].map((ms) =>
      clock.deadline!(ms, stop.signal),
    );
    for (const each of [work, execution]) each!.catch(() => undefined);
    expect(await state(people!)).toBe('waits');
    expireReviews();
    expect(await Promise.all([work, people, execution].map((each) => state(each!)))).toEqual([
      'waits',
      'over',
      'waits',
    ]);
    stop.abort();
  });
});
