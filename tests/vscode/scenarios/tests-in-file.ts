// "Tests in this file": the test, and the source that it tests, as the active file.

import { expectThat, runToEnd, type Scenario, stopAt } from '../scenario.ts';

const TEST = 'tests/domain/verdict.test.ts';
const SOURCE = 'src/domain/verdict.ts';

export const TESTS_TWICE: Scenario = {
  name: 'Tests in this file: F5, and again',
  async run(editor, row) {
    const inSource = await editor.setBreakpoint(SOURCE, 'return { verdict, reasons', {
      condition: "verdict === 'review'",
    });
    await editor.openFile(TEST);
    await row('stops in the source, on a condition', async () => {
      await editor.startEntry('Tests in this file');
      const stop = await stopAt(editor, inSource);
      const { verdict } = await stop.variables();
      expectThat(verdict === "'review'", `verdict = ${verdict}`);
      await editor.removeBreakpoints();
      await stop.resume();
      await runToEnd(editor);
      return `${stop.at}, verdict = ${verdict}`;
    });
    await row('runs the tests of the source by F5 with the source as the active file', async () => {
      const active = await editor.activeFile();
      expectThat(active === SOURCE, `the active file is ${active}`);
      await editor.setBreakpoint(SOURCE, 'return { verdict, reasons');
      editor.forget();
      await editor.press('F5');
      const stop = await stopAt(editor, inSource);
      await editor.removeBreakpoints();
      await stop.resume();
      await runToEnd(editor);
      return stop.at;
    });
  },
};
