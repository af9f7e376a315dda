// One screen in every way that somebody may have set their browser: narrow, large letters, dark, forced colours, both languages.

import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

interface Way {
  language: 'en' | 'de';
  width?: number;
  isLarge?: boolean;
  colorScheme?: 'light' | 'dark';
  forcedColors?: 'active';
}

/** Each setting meets each language, and every way is looked at by axe. */
const WAYS: readonly Way[] = [
  { language: 'en' },
  { language: 'en', width: 320, isLarge: true, colorScheme: 'dark' },
  { language: 'en', width: 320, forcedColors: 'active' },
  { language: 'de', width: 320, isLarge: true },
  { language: 'de', colorScheme: 'dark' },
  { language: 'de', isLarge: true, forcedColors: 'active' },
];

export interface Look {
  way: string;
  violations: string[];
  /** What is wider than the window, but for what may be scrolled by itself. */
  overflows: string[];
}

const axeSource = createRequire(import.meta.url)('axe-core').source as string;

/** Looks at what the page shows now in every way, and leaves it as it was. */
export async function lookAt(page: Page): Promise<Look[]> {
  const before = page.viewportSize()!;
  const looks: Look[] = [];
  try {
    for (const way of WAYS) looks.push(await lookIn(page, way, before));
  } finally {
    await set(page, { language: 'en' }, before);
  }
  return looks;
}

export function troubleIn(looks: readonly Look[]): string[] {
  return looks.flatMap(({ way, violations, overflows }) => [
    ...violations.map((violation) => `${way}: ${violation}`),
    ...overflows.map((overflow) => `${way}: wider than the window: ${overflow}`),
  ]);
}

type Size = { width: number; height: number };

async function lookIn(page: Page, way: Way, size: Size): Promise<Look> {
  await set(page, way, size);
  const overflows = (await page.evaluate(OVERFLOWS)) as string[];
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axeSource);
  const violations = (await page.evaluate(VIOLATIONS)) as string[];
  return { way: nameOf(way), violations, overflows };
}

async function set(page: Page, way: Way, size: Size): Promise<void> {
  await page.emulateMedia({
    colorScheme: way.colorScheme ?? 'light',
    forcedColors: way.forcedColors ?? 'none',
  });
  await page.setViewportSize(way.width === undefined ? size : { width: way.width, height: size.height });
  await page.evaluate(`document.documentElement.style.fontSize = ${way.isLarge ? '"200%"' : '""'}`);
  if ((await page.evaluate('document.documentElement.lang')) !== way.language) {
    await page.locator('header select').selectOption(way.language);
    await page.locator(`html[lang="${way.language}"]`).waitFor();
  }
  await page.evaluate(SETTLED);
}

/** Transitions and what Preact draws next. */
const SETTLED =
  'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))';

const OVERFLOWS = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((element) => !element.closest('.wide') || element.matches('.wide'))
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .map((element) => element.tagName.toLowerCase() + '.' + element.className + ' "' + (element.textContent ?? '').slice(0, 40) + '"')
    .slice(-3);
})()`;

const VIOLATIONS = `axe.run(document, {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  resultTypes: ['violations'],
}).then(({ violations }) => violations.map(({ id, help, nodes }) =>
  id + ' (' + help + '): ' + nodes.slice(0, 3).map(({ target, any }) => target.join(' ') + (any[0] ? ', ' + any[0].message : '')).join('; ')))`;

function nameOf({ language, width, isLarge, colorScheme, forcedColors }: Way): string {
  return [
    language,
    width === undefined ? undefined : `${width} px`,
    isLarge && '200 %',
    colorScheme,
    forcedColors && 'forced colours',
  ]
    .filter(Boolean)
    .join(', ');
}
