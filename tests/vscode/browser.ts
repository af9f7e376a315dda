// The little of playwright-core that this suite uses. It is not installed with the project, hence its types are here.

import { pathToFileURL } from 'node:url';

export interface Locator {
  first(): Locator;
  locator(selector: string): Locator;
  isVisible(): Promise<boolean>;
  click(): Promise<void>;
  getAttribute(name: string): Promise<string | null>;
  waitFor(options?: { state?: 'visible' | 'hidden'; timeout?: number }): Promise<void>;
  allInnerTexts(): Promise<string[]>;
}

export interface Page {
  goto(url: string): Promise<unknown>;
  locator(selector: string): Locator;
  keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
  };
  screenshot(options: { path: string }): Promise<unknown>;
  close(): Promise<void>;
}

interface Browser {
  newPage(options: { viewport: { width: number; height: number } }): Promise<Page>;
  close(): Promise<void>;
}

interface Playwright {
  chromium: {
    launch(options: {
      executablePath: string;
      headless: boolean;
      args: string[];
      handleSIGINT: boolean;
      handleSIGTERM: boolean;
    }): Promise<Browser>;
  };
}

/** Starts Chromium without a window, with one page. */
export async function openBrowser(
  playwright: string,
  chromium: string,
): Promise<{ page: Page; close(): Promise<void> }> {
  const { chromium: type } = (await import(pathToFileURL(playwright).href)) as Playwright;
  // Chromium's own sandbox refuses to work for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await type.launch({
    executablePath: chromium,
    headless: true,
    args,
    // It would end this process before anything else is closed.
    handleSIGINT: false,
    handleSIGTERM: false,
  });
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  return { page, close: () => browser.close() };
}
