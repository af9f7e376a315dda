// VS Code as this suite uses it: what a person does, by hand or by the extension, and what is seen then.

import { readFileSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Page } from './browser.ts';
import type { Debugging } from './debugging.ts';
import type { BreakpointOrder, Hands } from './hands.ts';
import { until } from './until.ts';

/** A question of VS Code's and what is typed then. */
export interface Answer {
  /** Words of the question. */
  asked: string;
  answer: string;
}

export interface Editor extends Debugging {
  page: Page;
  project: string;
  hands: Hands;
  openFile(file: string, line?: number): Promise<void>;
  /** Sets a breakpoint in the line of a file that holds a text. Returns `file:line`. */
  setBreakpoint(file: string, text: string, how?: BreakpointKind): Promise<string>;
  removeBreakpoints(): Promise<void>;
  /** `file:line` of the line that holds a text. */
  lineWith(file: string, text: string): string;
  /** Path of the file that is edited, from the project's root. */
  activeFile(): Promise<string | undefined>;
  /** Chooses an entry of Run and Debug, which starts it, and answers what it asks. */
  startEntry(name: string, ...answers: Answer[]): Promise<void>;
  press(key: string): Promise<void>;
  answer(...answers: Answer[]): Promise<void>;
  /** Answers the question that is open, if one is, by the first of these that fits its words. */
  answerQuestion(answers: { asked: RegExp; answer: string }[]): Promise<boolean>;
  /** Replaces a text in a file, and saves. It is put back afterwards. */
  edit(file: string, text: string, by: string): Promise<void>;
  /** Types lines above the one that holds a text, and saves. They are taken away afterwards. */
  insertAbove(file: string, text: string, lines: string): Promise<void>;
  /** What terminals have shown since the last mark, without colours. */
  terminalText(): Promise<string>;
  /** Forgets what terminals have shown so far. */
  markTerminals(): Promise<void>;
  /** Waits until terminals have shown a text since the last mark. */
  shows(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  typeInTerminal(name: string, text: string): Promise<void>;
  /** Texts of the dialogs that are open. */
  dialogs(): Promise<string[]>;
  /** Texts of the rows of Debug Console. */
  debugConsoleRows(): Promise<string[]>;
  /** Ends, closes and puts back everything, for what comes next. */
  tidy(): Promise<void>;
}

export type BreakpointKind = Pick<BreakpointOrder, 'condition' | 'hitCondition' | 'logMessage'>;

export function createEditor(hands: Hands, page: Page, project: string, debugging: Debugging): Editor {
  const edits: { file: string; text: string; by: string }[] = [];
  const absolute = (file: string): string => path.join(project, file);
  const lineNumber = (file: string, text: string): number => {
    const lines = readFileSync(absolute(file), 'utf8').split('\n');
    const index = lines.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`${file} has no line with ${text}`);
    return index + 1;
  };
  let marks: number[] = [];
  const textOfTerminals = async (): Promise<string> => {
    const texts = await hands.ask('terminals');
    return texts.map(({ text }, index) => stripVTControlCharacters(text.slice(marks[index]))).join('\n');
  };

  const answer = async (...answers: Answer[]): Promise<void> => {
    for (const { asked, answer: text } of answers) {
      const words = JSON.stringify(asked);
      const question = page
        .locator(
          `.quick-input-widget input[placeholder*=${words}], .quick-input-widget .quick-input-message:has-text(${words})`,
        )
        .first();
      await question.waitFor({ state: 'visible', timeout: 30_000 });
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await question.waitFor({ state: 'hidden', timeout: 30_000 });
    }
  };

  return {
    ...debugging,
    page,
    project,
    hands,
    openFile: (file, line) => hands.ask('openFile', absolute(file), line),
    async setBreakpoint(file, text, how = {}) {
      const line = lineNumber(file, text);
      await hands.ask('addBreakpoint', { file: absolute(file), line, ...how });
      return `${file}:${line}`;
    },
    removeBreakpoints: () => hands.ask('removeBreakpoints'),
    lineWith: (file, text) => `${file}:${lineNumber(file, text)}`,
    async activeFile() {
      const file = await hands.ask('activeFile');
      return file === null ? undefined : path.relative(project, file);
    },
    async startEntry(name, ...answers) {
      // It answers when the entry has started, which may be after its questions.
      hands.ask('command', 'workbench.action.debug.selectandstart').catch(() => undefined);
      const row = page
        .locator(`.quick-input-list .monaco-list-row :text-is(${JSON.stringify(name)})`)
        .first();
      await row.waitFor({ state: 'visible', timeout: 30_000 });
      await row.click();
      await row.waitFor({ state: 'hidden', timeout: 30_000 });
      await answer(...answers);
    },
    press: (key) => page.keyboard.press(key),
    answer,
    async answerQuestion(answers) {
      const widget = page.locator('.quick-input-widget').first();
      if (!(await widget.isVisible())) return false;
      const placeholder = await widget.locator('input.input').first().getAttribute('placeholder');
      const words = `${placeholder} ${(await widget.allInnerTexts()).join(' ').split('\n')[0]}`;
      const fitting = answers.find(({ asked }) => asked.test(words));
      if (!fitting) throw new Error(`an unexpected question: ${words}`);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(fitting.answer);
      await page.keyboard.press('Enter');
      await widget.waitFor({ state: 'hidden', timeout: 10_000 }).catch(() => undefined);
      return true;
    },
    async edit(file, text, by) {
      await hands.ask('replaceInFile', absolute(file), text, by);
      edits.push({ file: absolute(file), text, by });
    },
    async insertAbove(file, text, lines) {
      await hands.ask('insertAfterLine', absolute(file), lineNumber(file, text) - 1, lines);
      edits.push({ file: absolute(file), text: '', by: `${lines}\n` });
    },
    terminalText: textOfTerminals,
    async markTerminals() {
      marks = (await hands.ask('terminals')).map(({ text }) => text.length);
    },
    async shows(pattern, timeoutMs) {
      let found: RegExpExecArray | null = null;
      await until(
        `a terminal that shows ${pattern}`,
        async () => {
          found = pattern.exec(await textOfTerminals());
          return found !== null;
        },
        timeoutMs,
      );
      return found!;
    },
    typeInTerminal: (name, text) => hands.ask('typeInTerminal', name, text),
    dialogs: () => page.locator('.monaco-dialog-box').allInnerTexts(),
    async debugConsoleRows() {
      await hands.ask('command', 'workbench.debug.action.focusRepl');
      const rows = page.locator('.repl .monaco-list-row');
      await rows
        .first()
        .waitFor({ state: 'visible', timeout: 10_000 })
        .catch(() => undefined);
      return rows.allInnerTexts();
    },
    async tidy() {
      await page.keyboard.press('Escape');
      await hands.ask('removeBreakpoints');
      await hands.ask('stopDebugging');
      if (debugging.isRunning()) await debugging.ended(20_000);
      for (const { file, text, by } of edits.splice(0).reverse())
        await hands.ask('replaceInFile', file, by, text);
      await hands.ask('closeTerminals');
      marks = [];
      await hands.ask('closeEditors');
      await forgetState(path.join(project, '.local'));
      debugging.forget();
    },
  };
}

/** Everything but the bundles: each scenario meets a laptop without riders, and nobody waits for the same build again. */
const KEPT = ['build', 'laptop-cloud.json'];

async function forgetState(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  for (const entry of entries.filter((name) => !KEPT.includes(name)))
    await rm(path.join(folder, entry), { recursive: true, force: true, maxRetries: 5 });
}
