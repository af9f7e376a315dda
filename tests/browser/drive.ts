// Every journey, one after the other: a line for each promise, and a table at the end.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { type Camera, launchOptions } from './chromium.ts';
import { filmOf } from './fake-camera.ts';
import type { Journey, World } from './journey.ts';
import { type Laptop, sample } from './laptop.ts';
import { lookAt, troubleIn } from './looks.ts';
import { drawScreen } from './screens.ts';
import { openVisitor, type Visitor } from './visitor.ts';

export interface Driving {
  laptop: Laptop;
  /** Of the browser. */
  program: string;
  isHeaded: boolean;
  /** For films, and pictures of what failed. */
  folder: string;
  /** Where the pictures of the screens go; without it none are drawn. */
  screensFolder?: string;
}

interface Result {
  name: string;
  rows: number;
  failures: number;
  ms: number;
}

/** Returns how many promises were not kept. */
export async function drive(journeys: readonly Journey[], driving: Driving): Promise<number> {
  if (driving.screensFolder) await mkdir(driving.screensFolder, { recursive: true });
  const browsers = new Map<Camera, Promise<Browser>>();
  const browserWith = (camera: Camera) => {
    const known = browsers.get(camera) ?? launch(camera, driving);
    browsers.set(camera, known);
    return known;
  };
  const results: Result[] = [];
  try {
    for (const journey of journeys) {
      const browser = await browserWith(journey.camera ?? 'none');
      results.push(await travel(journey, browser, driving));
    }
  } finally {
    for (const browser of browsers.values()) await (await browser).close();
  }
  console.log('');
  const width = Math.max(...results.map(({ name }) => name.length));
  for (const { name, rows, failures, ms } of results) {
    const outcome = failures === 0 ? 'ok' : `FAILED ${failures}`;
    console.log(
      `${name.padEnd(width)}  ${String(rows).padStart(3)} promises  ${outcome.padEnd(9)}  ${seconds(ms)}`,
    );
  }
  return results.reduce((total, { failures }) => total + failures, 0);
}

async function launch(camera: Camera, { program, isHeaded, folder }: Driving): Promise<Browser> {
  const seen = /\.jpg$/.test(camera) ? await filmOf(sample(camera), folder) : camera;
  return chromium.launch(launchOptions(program, seen, isHeaded));
}

async function travel(journey: Journey, browser: Browser, driving: Driving): Promise<Result> {
  const { laptop, folder, screensFolder } = driving;
  const startedAt = performance.now();
  const visitors: Visitor[] = [];
  let rows = 0;
  let failures = 0;
  const fail = async (what: string, error: unknown): Promise<void> => {
    failures += 1;
    const message = (error instanceof Error ? error.message : String(error)).replaceAll('\n', '\n          ');
    console.log(`  FAILED  ${what}\n          ${message}`);
    const pictures = path.join(folder, `${journey.name.replaceAll(/\W+/g, '-')}-${failures}`);
    for (const [index, { page }] of visitors.entries())
      await page.screenshot({ path: `${pictures}-${index + 1}.png` }).catch(() => undefined);
    console.log(`          pictures: ${pictures}-*.png`);
  };
  const row: World['row'] = async (promise, check) => {
    const rowStartedAt = performance.now();
    rows += 1;
    const took = () => seconds(performance.now() - rowStartedAt);
    try {
      const seen = await check();
      const trouble = visitors.flatMap((visitor) => visitor.trouble());
      if (trouble.length > 0) throw new Error(`the browser complains: ${trouble.join('\n')}`);
      console.log(`  ok      ${promise}: ${seen} ${took()}`);
    } catch (error) {
      await fail(`${promise} ${took()}`, error);
    }
  };
  console.log(journey.name);
  try {
    await journey.run({
      laptop,
      row,
      async visit(kind) {
        const address = kind === 'rider' ? laptop.riderPage : laptop.reviewDesk;
        const visitor = await openVisitor(browser, kind, address);
        visitors.push(visitor);
        return visitor;
      },
      async screen(name, visitor) {
        if (screensFolder) await drawScreen(visitor.page, path.join(screensFolder, `${name}.webp`));
        await row(`the screen ${name} is fit for everybody`, async () => {
          const looks = await lookAt(visitor.page);
          const trouble = troubleIn(looks);
          if (trouble.length > 0) throw new Error(trouble.join('\n'));
          return `${looks.length} looks`;
        });
      },
    });
  } catch (error) {
    rows += 1;
    await fail('on the way', error);
  }
  for (const { context } of visitors) await context.close();
  return { name: journey.name, rows, failures, ms: performance.now() - startedAt };
}

function seconds(ms: number): string {
  return `[${(ms / 1000).toFixed(1)} s]`;
}
