// "Run everything": edits while it runs, photos from another terminal, and what goes wrong in a handler.

import { runningLaptop } from '../running-laptop.ts';
import { expectThat, inWords, type Scenario, stopAt } from '../scenario.ts';

const STEP = 'src/steps/detect-face.ts';
const RETURN = '  return { findings, face';
const EDITED = `  const edited = \`\${image.width} wide\`;\n${RETURN}`;

export const EDIT_WHILE_RUNNING: Scenario = {
  name: 'Run everything: edits, and a photo from another terminal',
  async run(editor, row) {
    const returned = await editor.setBreakpoint(STEP, RETURN);
    await editor.openFile(STEP);
    await editor.startEntry('Run everything');
    const laptop = await runningLaptop(editor);
    await row('stops when a photo comes', async () => {
      await laptop.send('ada.jpg', 'ada');
      const stop = await stopAt(editor, returned);
      const { findings, face } = await stop.variables();
      expectThat(/^\(12\)/.test(findings ?? ''), `findings = ${findings}`);
      expectThat(/boundingBox/.test(face ?? ''), `face = ${face}`);
      await editor.removeBreakpoints();
      await stop.resume();
      return `${stop.at}, findings = ${findings?.slice(0, 8)}`;
    });
    await editor.shows(/SUCCEEDED/);
    await editor.edit(STEP, RETURN, EDITED);
    const moved = await editor.setBreakpoint(STEP, RETURN, {
      condition: "edited === '800 wide' && findings.length === 12",
    });
    await editor.setBreakpoint('src/domain/face-rules.ts', 'const others = sure.filter', {
      logMessage: 'after the edit {minConfidence}',
    });
    await row('after an edit: conditions, variables and Call Stack are right', async () => {
      await laptop.send('bao.jpg', 'bao');
      const stop = await stopAt(editor, moved);
      const { edited, findings, face } = await stop.variables();
      const seen = inWords({ edited, findings, face } as Record<string, string>);
      expectThat(edited === "'800 wide'" && /^\(12\)/.test(findings ?? ''), seen);
      expectThat(/boundingBox/.test(face ?? ''), seen);
      await stop.resume();
      return seen;
    });
    await row('after an edit: a logpoint prints', async () => {
      const seen = editor.console().join('\n');
      expectThat(/after the edit 90/.test(seen), `Debug Console has ${seen || 'nothing'}`);
      return 'after the edit 90';
    });
    await row('npm run photo in a terminal uses it, and stops', async () => {
      await editor.markTerminals();
      await editor.typeInTerminal('photo', 'npm run photo -- samples/carla.jpg --rider carla');
      const stop = await stopAt(editor, moved);
      const width = await stop.evaluate('edited');
      await stop.resume();
      await editor.shows(/carla[\s\S]*approved/);
      return `edited = ${width}, approved`;
    });
    await row('npm run step in a terminal uses it, too', async () => {
      await editor.markTerminals();
      await editor.typeInTerminal('photo', 'npm run step -- events/decide/approved.json; echo "ended $?"');
      await editor.shows(/ended 0/);
      return 'ended 0';
    });
    await row('an edit of the template is told', async () => {
      await editor.markTerminals();
      await editor.edit('template.yaml', 'AWSTemplateFormatVersion', '# edited\nAWSTemplateFormatVersion');
      const [told] = await editor.shows(/template\.yaml.*changed.*/, 15_000);
      return told.trim();
    });
    await row('Stop ends it, and F5 starts it again', async () => {
      await editor.press('Shift+F5');
      await editor.ended();
      editor.forget();
      await editor.markTerminals();
      await editor.press('F5');
      await editor.shows(/AWS endpoint\s+http/);
      return 'ready again';
    });
  },
};

export const WHAT_HANDLERS_SAY: Scenario = {
  name: 'Run everything: what a handler logs and throws',
  async run(editor, row) {
    await editor.startEntry('Run everything');
    const laptop = await runningLaptop(editor);
    const logging = `  console.log('HELLO from', image.key.slice(-11));\n${RETURN}`;
    await editor.edit(STEP, RETURN, logging);
    const logger = "  isColdStart = false;\n  logger.warn('GOOD DAY from the Logger', { answer: 42 });";
    await editor.edit('src/shared/telemetry.ts', '  isColdStart = false;', logger);
    await row('the terminal shows console.log and the Logger, live', async () => {
      await laptop.send('ada.jpg', 'ada');
      const [logged] = await editor.shows(/.*HELLO from.*/);
      const [line] = await editor.shows(/.*WARN GOOD DAY from the Logger.*42.*/);
      expectThat(!/SUCCEEDED/.test(await editor.terminalText()), 'they came after the execution had ended');
      await editor.shows(/SUCCEEDED/);
      return `${logged.trim()}; ${line.trim()}`;
    });
    await row('Debug Console shows console.log and the Logger', async () => {
      const seen = editor.console().join('\n');
      expectThat(/HELLO from/.test(seen), `Debug Console has ${seen || 'nothing'}`);
      expectThat(/GOOD DAY from the Logger/.test(seen), `Debug Console has ${seen.slice(-600)}`);
      return 'HELLO from, GOOD DAY from the Logger';
    });
    const throwing = `  if (findings) throw new RangeError('broken on purpose');\n${RETURN}`;
    await editor.edit(STEP, logging, throwing);
    const place = editor.lineWith(STEP, 'broken on purpose');
    await row('the terminal shows what is thrown, with its line in src/', async () => {
      await editor.markTerminals();
      await laptop.send('bao.jpg', 'bao');
      await editor.shows(/FAILED/);
      const seen = await editor.terminalText();
      expectThat(/broken on purpose/.test(seen), 'the message is not in the terminal');
      expectThat(seen.includes(place), `${place} is not in the terminal`);
      return place;
    });
    await row('Debug Console shows what is thrown', async () => {
      const seen = editor.console().join('\n');
      expectThat(/broken on purpose/.test(seen), `Debug Console has ${seen.slice(-300) || 'nothing'}`);
      expectThat(seen.includes(place), `${place} is not in Debug Console: ${seen.slice(-300)}`);
      return place;
    });
    await editor.edit(STEP, throwing, RETURN);
    await editor.edit(STEP, "'../domain/face-rules.ts'", "'../domain/face-rulez.ts'");
    await row('a handler that does not bundle says esbuild’s line once, and fails at once', async () => {
      await editor.markTerminals();
      await laptop.send('carla.jpg', 'carla');
      await editor.shows(/FAILED/);
      const said = (await editor.terminalText()).match(/.*Could not resolve.*face-rulez.*/g) ?? [];
      expectThat(said.length === 1, `it is said ${said.length} times: ${said.join(' | ')}`);
      expectThat(/src\/steps\/detect-face\.ts:\d+/.test(said[0]!), said[0]!.trim());
      return said[0]!.trim();
    });
    await row('fixed, the next photo is answered', async () => {
      await editor.edit(STEP, "'../domain/face-rulez.ts'", "'../domain/face-rules.ts'");
      await editor.markTerminals();
      await laptop.send('dev.jpg', 'dev');
      await editor.shows(/SUCCEEDED/);
      return 'SUCCEEDED';
    });
  },
};
