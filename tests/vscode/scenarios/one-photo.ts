// "One photo": breakpoints of every kind while the state machine runs.

import type { Answer } from '../editor.ts';
import { expectThat, inWords, runToEnd, type Scenario, stopAt } from '../scenario.ts';

const ADA: Answer = { asked: 'Which sample selfie?', answer: 'samples/ada.jpg' };
const STEP = 'src/steps/detect-face.ts';
const RULES = 'src/domain/face-rules.ts';
const FINDING = 'src/domain/finding.ts';

export const PLAIN_BREAKPOINTS: Scenario = {
  name: 'One photo: plain breakpoints',
  async run(editor, row) {
    const step = await editor.setBreakpoint(STEP, 'judgeFaces(await detectFaces(image)');
    const adapter = await editor.setBreakpoint(
      'src/adapters/rekognition-faces.ts',
      'const command = new DetectFacesCommand',
    );
    const rules = await editor.setBreakpoint(RULES, 'const others = sure.filter');
    await editor.startEntry('One photo', ADA);
    await row('stop in a step, with its file opened', async () => {
      const stop = await stopAt(editor, step);
      const active = await editor.activeFile();
      expectThat(active === STEP, `the active editor shows ${active}`);
      expectThat(stop.thread.includes('DetectFaceFunction'), `the thread is called ${stop.thread}`);
      await stop.shown();
      await editor.press('F5');
      return `${stop.at} in ${stop.thread}`;
    });
    await row('stop in an adapter', async () => {
      const stop = await stopAt(editor, adapter);
      await stop.shown();
      await editor.press('F5');
      return stop.at;
    });
    const stop = await stopAt(editor, rules);
    await row('Call Stack names the functions of the source', async () => {
      const own = stop.frames.filter(({ file }) => file.startsWith('src/'));
      const names = own.map(({ name }) => name.replace(/^async /, '')).join(', ');
      expectThat(/^judgeFaces\b/.test(names), `the frames are called ${names}`);
      expectThat(/\bobserve\b/.test(names), `the frames are called ${names}`);
      return names;
    });
    await row('Variables have the names and values of the source', async () => {
      const { configuration, faces, main, minConfidence, presence, sure } = await stop.variables();
      const seen = { configuration, faces, main, minConfidence, presence, sure };
      expectThat(
        minConfidence === '90' && /^\(1\)/.test(faces ?? '') && /^\(1\)/.test(sure ?? ''),
        inWords(seen as Record<string, string>),
      );
      expectThat(/boundingBox/.test(main ?? ''), `main = ${main}`);
      return `minConfidence = 90, faces = ${faces?.slice(0, 24)}…`;
    });
    await row('Watch and Debug Console evaluate in the source’s names', async () => {
      const watched = await stop.evaluate('faces.length + minConfidence');
      expectThat(watched === '91', `faces.length + minConfidence = ${watched}`);
      const called = await stop.evaluate('judgePresence(faces, 101).status', 'repl');
      expectThat(called.includes('failed'), `judgePresence(faces, 101).status = ${called}`);
      const hovered = await stop.evaluate('configuration.face.minConfidence', 'hover');
      expectThat(hovered === '90', `configuration.face.minConfidence = ${hovered}`);
      return `faces.length + minConfidence = ${watched}, judgePresence(faces, 101).status = ${called}`;
    });
    await row('a step goes to the next line', async () => {
      await stop.shown();
      await editor.press('F10');
      const next = await editor.nextStop();
      const lineAfter = editor.lineWith(RULES, "const number = finding('SEVERAL_FACES'");
      expectThat(next?.at === lineAfter, `F10 led to ${next?.at}`);
      await next.resume();
      return next.at;
    });
    await row('the photo is approved in the end', async () => {
      await runToEnd(editor);
      await editor.shows(/approved/);
      return 'approved';
    });
  },
};

export const CONDITIONS_AND_LOGPOINTS: Scenario = {
  name: 'One photo: conditions and logpoints',
  async run(editor, row) {
    const returned = await editor.setBreakpoint(STEP, 'return { findings, face', {
      condition: 'findings.length > 3 && image.width === 800',
    });
    await editor.setBreakpoint(RULES, 'const sure = faces.filter', { condition: 'faces.length > 3' });
    const pose = await editor.setBreakpoint(FINDING, 'return { code, kind', {
      condition: "code === 'POSE'",
    });
    await editor.setBreakpoint(RULES, 'const others = sure.filter', {
      logMessage: 'confidence over {minConfidence}, main is {main}',
    });
    await editor.startEntry('One photo', ADA);
    await row('a condition that is true for one of twelve stops once', async () => {
      const stop = await stopAt(editor, pose);
      const { code } = await stop.variables();
      expectThat(code === "'POSE'", `it stopped where code = ${code}`);
      await stop.resume();
      return `code = ${code}`;
    });
    const stop = await stopAt(editor, returned);
    await row('a logpoint prints expressions and objects in Debug Console', async () => {
      const seen = (await editor.debugConsoleRows()).join('\n');
      expectThat(/confidence over 90, main is/.test(seen), `Debug Console shows ${seen || 'nothing'}`);
      expectThat(/main is[\s\S]*boundingBox/.test(seen), `Debug Console shows ${seen}`);
      return seen
        .split('\n')
        .find((line) => line.includes('confidence over'))!
        .slice(0, 60);
    });
    await row('a condition on a step’s variables stops; a false one does not', async () => {
      const { findings } = await stop.variables();
      await stop.resume();
      await runToEnd(editor);
      return `findings = ${findings?.slice(0, 5)}`;
    });
  },
};

export const SAME_SAMPLE_TWICE: Scenario = {
  name: 'One photo: F5 again',
  async run(editor, row) {
    const indexing = await editor.setBreakpoint('src/steps/index-face.ts', 'const indexed = faceId !== null');
    await row('stops behind FindDuplicate', async () => {
      await editor.startEntry('One photo', ADA);
      const stop = await stopAt(editor, indexing);
      await stop.resume();
      await runToEnd(editor);
      return stop.at;
    });
    await row('stops there again when the same sample is sent by F5', async () => {
      editor.forget();
      await editor.press('F5');
      await editor.answer(ADA);
      const stop = await stopAt(editor, indexing);
      await stop.resume();
      await runToEnd(editor);
      return stop.at;
    });
  },
};
