// "Attach to sam local invoke", with a stand-in for the SAM CLI: no Docker is needed, the debugger's part is the real one.

import { expectThat, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';

const ANSWERS = [
  { asked: /event/i, answer: 'events/decide/approved.json' },
  { asked: /function/i, answer: 'DecideFunction' },
];

export const ATTACH_TO_SAM: Scenario = {
  name: 'Attach to sam local invoke',
  async run(editor, row) {
    for (const round of ['the first time', 'by F5 again'])
      await row(`no dialog, and a breakpoint stops: ${round}`, async () => {
        const step = await editor.setBreakpoint('src/domain/verdict.ts', 'return { verdict, reasons');
        if (round === 'the first time') await editor.startEntry('Attach to sam local invoke');
        else await editor.press('F5');
        let asked = 0;
        await until('a stop or a dialog', async () => {
          if (await editor.answerQuestion(ANSWERS)) asked += 1;
          return editor.hasStopped() || (await editor.dialogs()).length > 0;
        });
        const [dialog] = await editor.dialogs();
        expectThat(dialog === undefined, `dialog: ${dialog?.replaceAll(/\s+/g, ' ')}`);
        const stop = await editor.nextStop();
        expectThat(stop?.at === step, `it stopped at ${stop?.at}`);
        // The step decides more than once.
        await editor.removeBreakpoints();
        await stop.resume();
        await editor.ended();
        const problems = await editor.hands.ask('problems');
        expectThat(problems.length === 0, `Problems shows ${problems.join(', ')}`);
        editor.forget();
        return `${stop.at}, ${asked} questions`;
      });
  },
};
