// One window of VS Code, and every scenario in it.

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openBrowser } from './browser.ts';
import { startCodeServer } from './code-server.ts';
import { createDebugging } from './debugging.ts';
import { createEditor, type Editor } from './editor.ts';
import { type Hands, listenForHands } from './hands.ts';
import type { Installed } from './install.ts';
import { copyProject } from './project-copy.ts';
import { standInForSam } from './sam-stand-in/install.ts';
import type { Scenario } from './scenario.ts';

export interface DriveOptions {
  /** The project's own folder, which is only read. */
  root: string;
  /** Where the copy and everything VS Code writes goes. */
  folder: string;
  scenarios: Scenario[];
}

/** Prints a line for each promise. Returns how many failed. */
export async function drive(
  installed: Installed,
  { root, folder, scenarios }: DriveOptions,
): Promise<number> {
  const startedAt = performance.now();
  const project = path.join(folder, 'rider-photos');
  await copyProject(root, project);
  await listenAnywhere(project);
  const debugging = createDebugging(() => hands, project);
  const hands: Hands = await listenForHands(debugging.hear);
  const server = await startCodeServer({
    program: installed.codeServer,
    home: folder,
    project,
    env: {
      RIDER_PHOTOS_DRIVE_PORT: String(hands.port),
      PATH: `${await standInForSam(folder)}${path.delimiter}${process.env['PATH']}`,
    },
  });
  const browser = await openBrowser(installed.playwright, installed.chromium);
  let failures = 0;
  try {
    await browser.page.goto(server.url);
    const version = await hands.ready;
    console.log(`VS Code ${version} is open ${seconds(startedAt)}`);
    const editor = createEditor(hands, browser.page, project, debugging);
    for (const [index, scenario] of scenarios.entries()) {
      failures += await runScenario(editor, scenario, path.join(folder, `failed-${index + 1}`));
    }
  } finally {
    await browser.close();
    hands.close();
    await server.stop();
  }
  console.log(`${scenarios.length} scenarios ${seconds(startedAt)}`);
  return failures;
}

/** Runs one scenario. Returns how many of its rows, or of the way between them, failed. */
async function runScenario(editor: Editor, { name, run }: Scenario, picture: string): Promise<number> {
  const startedAt = performance.now();
  let failures = 0;
  const fail = async (what: string, error: unknown): Promise<void> => {
    failures += 1;
    console.log(`  FAILED  ${what}\n          ${(error as Error).message}`);
    await editor.page.screenshot({ path: `${picture}-${failures}.png` });
  };
  console.log(name);
  try {
    await run(editor, async (promise, check) => {
      const rowStartedAt = performance.now();
      try {
        const seen = await check();
        console.log(`  ok      ${promise}: ${seen} ${seconds(rowStartedAt)}`);
      } catch (error) {
        await fail(`${promise} ${seconds(rowStartedAt)}`, error);
      }
    });
  } catch (error) {
    await fail('on the way', error);
  }
  if (failures > 0) await tellMore(editor, picture);
  await editor.tidy();
  console.log(`  ${seconds(startedAt)}`);
  return failures;
}

/** What a person would look at next. */
async function tellMore(editor: Editor, picture: string): Promise<void> {
  // The command that VS Code types is long and says nothing.
  const lines = (await editor.terminalText())
    .split('\n')
    .filter((line) => !/VSCODE_INSPECTOR_OPTIONS/.test(line));
  const terminal = lines.filter((line) => line.trim() !== '').slice(-15);
  const dialogs = await editor.dialogs();
  if (dialogs.length > 0) console.log(`          dialogs: ${dialogs.join(' | ')}`);
  console.log(`          Debug Console: ${editor.console().slice(-8).join(' | ') || 'empty'}`);
  console.log('          terminals, last lines:');
  for (const line of terminal) console.log(`            ${line.trim()}`);
  console.log(`          pictures: ${picture}-*.png`);
}

function seconds(sinceMs: number): string {
  return `[${((performance.now() - sinceMs) / 1000).toFixed(1)} s]`;
}

/** Another npm start may hold the port that "Run everything" asks for. */
async function listenAnywhere(project: string): Promise<void> {
  const file = path.join(project, '.vscode/launch.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"args": ["start"', '"args": ["start", "--port", "0"'));
}
