// A JavaScript Debug Terminal: whatever is typed there is debugged.

import { type Scenario, stopAt } from '../scenario.ts';

export const DEBUG_TERMINAL: Scenario = {
  name: 'JavaScript Debug Terminal',
  async run(editor, row) {
    const step = await editor.setBreakpoint('src/domain/verdict.ts', 'return { verdict, reasons', {
      condition: "verdict === 'retake'",
    });
    await row('npm run step stops at a condition', async () => {
      const command = 'npm run step -- events/decide/retake.json; echo "ended $?"';
      await editor.hands.ask('command', 'extension.js-debug.createDebuggerTerminal', command);
      const stop = await stopAt(editor, step);
      const reasons = await stop.evaluate('matter.map(({ code }) => code).join()');
      // The step decides more than once.
      await editor.removeBreakpoints();
      await stop.resume();
      await editor.shows(/ended 0/);
      return `${stop.at}, ${reasons}`;
    });
  },
};
