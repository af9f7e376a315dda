// Somebody who looks at a page: what they do, and what went wrong meanwhile.

import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** By the page of the laptop: with a name that is on its list, or a new one. */
  signIn(name: string): Promise<void>;
  /** Waits for the heading of a screen. */
  heading(text: string): Promise<void>;
  press(button: string): Promise<void>;
  /** What browsers write to the console when something like this happens is expected from now on. */
  expectTrouble(pattern: RegExp): void;
  /** Lines that the console and the policy have complained with since the last time. */
  trouble(): string[];
}

/** Long, as the machine may be busy; nothing waits that long when all is well. */
const PATIENCE_MS = 60_000;

const VIEWPORTS = { rider: { width: 390, height: 700 }, review: { width: 1100, height: 750 } };

export async function openVisitor(
  browser: Browser,
  kind: 'rider' | 'review',
  address: string,
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: VIEWPORTS[kind],
    locale: 'en',
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript({ content: TELL_OF_VIOLATIONS });
  const page = await context.newPage();
  const heard: string[] = [];
  const expected: RegExp[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') heard.push(lineOf(message));
  });
  page.on('pageerror', (error) => heard.push(`uncaught: ${error.message}`));
  await page.goto(address);
  return {
    page,
    context,
    async signIn(name) {
      await page.locator('main button.first').click();
      await page.waitForURL(/\/login\?/);
      const listed = page.locator(`button[name="username"][value="${name}"]`);
      if (await listed.isVisible()) await listed.click();
      else {
        await page.locator('#username').fill(name);
        await page.locator('.new button').click();
      }
      await page.waitForURL(/\/(rider|review)\//);
      await page.locator('header button').waitFor();
    },
    async heading(text) {
      await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
    },
    async press(button) {
      await page.getByRole('button', { name: button, exact: true }).click();
    },
    expectTrouble: (pattern) => void expected.push(pattern),
    trouble: () => heard.splice(0).filter((line) => !expected.some((pattern) => pattern.test(line))),
  };
}

const TELL_OF_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  console.error('securitypolicyviolation: ' + violatedDirective + ' ' + blockedURI + ' ' + sample));`;

function lineOf(message: ConsoleMessage): string {
  const { url } = message.location();
  return `${message.text()}${url ? ` (${url})` : ''}`;
}
