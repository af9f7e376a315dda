// Every scenario, one after the other, and a line for each promise.

import path from 'node:path';
import type { Editor } from './editor.ts';
import type { Scenario } from './scenario.ts';

/** Runs the scenarios; pictures of what failed go into the folder. Returns how many promises were not kept. */
export async function drive(editor: Editor, scenarios: Scenario[], folder: string): Promise<number> {
  const startedAt = performance.now();
  let failures = 0;
  for (const [index, scenario] of scenarios.entries())
    failures += await runScenario(editor, scenario, path.join(folder, `failed-${index + 1}`));
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
