// "One photo, stop at a state": the state machine itself, when the execution enters a state.

import { expectThat, inWords, type Scenario } from '../scenario.ts';

export const STOP_AT_A_STATE: Scenario = {
  name: 'One photo, stop at a state',
  async run(editor, row) {
    await editor.startEntry(
      'One photo, stop at a state',
      { asked: 'At which state?', answer: 'Decide' },
      { asked: 'Which sample selfie?', answer: 'samples/ada.jpg' },
    );
    await row('stops when the execution enters it, with its input', async () => {
      const stop = await editor.nextStop();
      expectThat(
        stop?.frames[0]?.file === 'packages/states-language/src/flow.ts',
        `it stopped at ${stop?.at}`,
      );
      const state = await stop.evaluate('state.name');
      const input = await stop.evaluate('Object.keys(input).join()');
      const seen = inWords({ 'state.name': state, 'the input’s members': input });
      expectThat(state === "'Decide'" && /inspection/.test(input), seen);
      await stop.resume();
      return `${stop.at}, ${seen}`;
    });
    await row('goes on to the answer', async () => {
      const again = await editor.nextStop();
      expectThat(again === undefined, `it stopped once more, at ${again?.at}`);
      await editor.shows(/approved/);
      return 'approved';
    });
  },
};
