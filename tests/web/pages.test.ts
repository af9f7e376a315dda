// The pages as they are served: their size, their words, and where their code comes from.

import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildPages, type Pages, versionOf } from '../../tools/web/build-pages.ts';
import { DE as REVIEW_DE } from '../../web/review/texts.de.ts';
import { EN as REVIEW_EN } from '../../web/review/texts.en.ts';
import { hashOf, readRoute } from '../../web/rider/routes.ts';
import { DE as RIDER_DE } from '../../web/rider/texts.de.ts';
import { EN as RIDER_EN } from '../../web/rider/texts.en.ts';
import { chooseLanguage, writeTime } from '../../web/shared/language.ts';

const ROOT = path.join(__dirname, '../..');
let pages: Pages;
beforeAll(async () => {
  pages = await buildPages(ROOT);
});
const contentOf = (name: string) => Buffer.from(pages.files.find((file) => file.name === name)!.content);

describe.each([
  ['rider', 30, 22],
  ['review', 40, 24],
])('the page %s', (page, budgetKb, firstKb) => {
  const weigh = (names: readonly string[]) =>
    names.reduce((total, name) => total + gzipSync(contentOf(name)).length, 0);
  const all = (kind: RegExp) => pages.loadedInAll[page]!.filter((name) => kind.test(name));
  const words = () => Math.max(...all(/assets\/texts\.\w\w-/).map((name) => weigh([name])));

  it(`weighs at most ${firstKb} KB compressed until its first button can be pressed`, () => {
    const first = pages.loadedAtOnce[page]!;
    expect(first.length).toBeGreaterThan(2);
    expect(all(/assets\/texts\./)).toHaveLength(2);
    expect(weigh(first) + words()).toBeLessThanOrEqual(firstKb * 1024);
  });

  it(`weighs at most ${budgetKb} KB for who signs in, but for the camera and the face model`, () => {
    const signingIn = all(/assets\/session-/);
    expect(signingIn).toHaveLength(1);
    expect(weigh([...pages.loadedAtOnce[page]!, ...signingIn]) + words()).toBeLessThanOrEqual(
      budgetKb * 1024,
    );
  });

  it('loads nothing from elsewhere, has no script of its own and no styles in its markup', () => {
    const html = contentOf(`${page}/index.html`).toString();
    expect(html).not.toMatch(/https?:|<style|style=|onclick/);
    expect(html.match(/<script[^>]*>/g)).toEqual([expect.stringMatching(/type="module" src="\/assets\//)]);
    for (const [, name] of html.matchAll(/(?:href|src)="\/([^"]+)"/g)) {
      expect(pages.files.map((file) => file.name)).toContain(name);
    }
  });
});

it('fetches the weights of the face model from where they lie', () => {
  const { name: weights } = pages.files.find(({ name }) => name.endsWith('.bin'))!;
  const scripts = pages.files.filter(({ name }) => name.endsWith('.js'));
  const naming = scripts.filter(({ content }) => Buffer.from(content).includes(`"/${weights}"`));
  expect(naming).toHaveLength(1);
});

it('the same sources are the same version', async () => {
  expect(versionOf(await buildPages(ROOT))).toBe(versionOf(pages));
});

it.each([
  ['rider', RIDER_EN, RIDER_DE],
  ['review', REVIEW_EN, REVIEW_DE],
])('the German words of the page %s are German', (_, english, german) => {
  const leaves = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
  };
  const long = (words: unknown) => leaves(words).filter((text) => text.length > 25);
  expect(long(german).filter((text) => long(english).includes(text))).toEqual([]);
});

it.each([
  ['', { screen: 'home' }],
  ['#', { screen: 'home' }],
  ['#how', { screen: 'how' }],
  ['#photo/6d1f-1', { screen: 'photo', photoId: '6d1f-1' }],
  ['#photo/', { screen: 'home' }],
  ['#photo/<b>', { screen: 'home' }],
  ['#constructor', { screen: 'home' }],
])('the address %j is the screen %j', (hash, route) => {
  expect(readRoute(hash)).toEqual(route);
  if (route.screen !== 'home') expect(readRoute(hashOf(route as never))).toEqual(route);
});

it('a page speaks what the browser wants, as far as it can', () => {
  expect(chooseLanguage(['', 'fr-FR', 'de-AT', 'en'])).toBe('de');
  expect(chooseLanguage(['en-GB', 'de'])).toBe('en');
  expect(chooseLanguage(['tr'])).toBe('en');
  expect(writeTime('de', '2026-11-28T12:00:00Z', 'day')).toBe('28. November 2026');
});
