// "This step with this event": breakpoints in the main thread, log lines, and F5 with the handler as the active file.

import { expectThat, runToEnd, type Scenario, stopAt } from '../scenario.ts';

const EVENT = 'events/detect-face/happy.json';
const STEP = 'src/steps/detect-face.ts';
const FINDING = 'src/domain/finding.ts';

export const STEP_TWICE: Scenario = {
  name: 'This step with this event: F5, and again',
  async run(editor, row) {
    const step = await editor.setBreakpoint(STEP, 'judgeFaces(await detectFaces(image)');
    await editor.openFile(EVENT);
    await row('stops in the handler, with its variables', async () => {
      await editor.startEntry('This step with this event');
      const stop = await stopAt(editor, step);
      const width = await stop.evaluate('image.width');
      expectThat(width === '800', `image.width = ${width}`);
      await stop.resume();
      await runToEnd(editor);
      return `${stop.at}, image.width = ${width}`;
    });
    await row('runs that step again by F5 with the handler as the active file', async () => {
      const active = await editor.activeFile();
      expectThat(active === STEP, `the active file is ${active}`);
      editor.forget();
      await editor.press('F5');
      const stop = await stopAt(editor, step);
      const key = await stop.evaluate('image.key');
      expectThat(/ada\.jpg/.test(key), `image.key = ${key}`);
      await stop.resume();
      await runToEnd(editor);
      return `${stop.at}, image.key = ${key}`;
    });
  },
};

export const COUNTS_AND_LOGS: Scenario = {
  name: 'This step with this event: hit counts, conditions, log lines',
  async run(editor, row) {
    const fifth = await editor.setBreakpoint(FINDING, 'return { code, kind', { hitCondition: '5' });
    const returned = await editor.setBreakpoint(STEP, 'return { findings, face', {
      condition: 'findings.length === 12 && image.width === 800',
    });
    await editor.setBreakpoint('src/domain/face-rules.ts', 'const sure = faces.filter', {
      logMessage: 'the surest is {presence}',
    });
    const logging = "  console.log('HELLO from the handler', { width: image.width });";
    await editor.insertAbove(STEP, 'return { findings, face', logging);
    await editor.openFile(EVENT);
    await editor.startEntry('This step with this event');
    await row('a hit count stops at the fifth time', async () => {
      const stop = await stopAt(editor, fifth);
      const { code } = await stop.variables();
      expectThat(code === "'POSE'", `it stopped where code = ${code}`);
      await stop.resume();
      return `code = ${code}`;
    });
    await row('a condition in an edited file stops where the line has moved to', async () => {
      const moved = editor.lineWith(STEP, 'return { findings, face');
      expectThat(moved !== returned, 'the edit moved nothing');
      const stop = await stopAt(editor, moved);
      await stop.resume();
      await runToEnd(editor);
      return moved;
    });
    await row('Debug Console shows the logpoint and what the handler logs', async () => {
      const seen = editor.console().join('\n');
      expectThat(/the surest is/.test(seen), `no logpoint in Debug Console: ${seen || 'empty'}`);
      expectThat(/HELLO from the handler/.test(seen), `no console.log in Debug Console: ${seen}`);
      return 'the surest is …, HELLO from the handler';
    });
    await row('the terminal shows what the handler and its Logger log', async () => {
      const seen = await editor.terminalText();
      expectThat(/HELLO from the handler/.test(seen), 'no console.log in the terminal');
      expectThat(
        /DetectFace/.test(seen) && /"?message"?/.test(seen),
        'no line of the Logger in the terminal',
      );
      return 'HELLO from the handler, Logger lines';
    });
  },
};
