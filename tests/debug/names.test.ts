// Under a debugger every name is as in the source, where V8 looks it up: in conditions, logpoints, watches and call stacks, also
// after an edit, and for names that several modules or scopes have.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { longRun } from '../support/long-run.ts';
import { startDebugged } from './debugged-process.ts';
import { type Breakpoint, type Debugger, debug, type Stop } from './debugger.ts';
import { ROOT } from './launch-configuration.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'named-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

interface Ended {
  stop: Stop | undefined;
  printed: string[];
  stdout: string;
}

/** Runs the project whose step is edited between two calls; looks at the first stop, if there is one. */
async function run(
  breakpoint: Breakpoint,
  look: (stop: Stop) => Promise<void>,
  lastPrinted = '',
): Promise<Ended> {
  const program = path.join(ROOT, 'tests/debug/edited-project.ts');
  const child = startDebugged({ name: '', type: 'node', request: 'launch', program, args: [folder] });
  try {
    const patterns = [`${folder}/.local/build/**/*.js`, `${folder}/.local/build/**/*.mjs`];
    const file = path.join(folder, breakpoint.file);
    const attached: Debugger = await debug(await child.url, { ...breakpoint, file }, patterns);
    const letEnd = async (): Promise<void> => {
      while (!attached.printed.some((text) => text.includes(lastPrinted)) && lastPrinted !== '')
        await wait(20);
      writeFileSync(path.join(folder, 'enough'), '');
    };
    const ending = letEnd();
    const stop = await Promise.race([attached.stopped(), child.through.then(() => undefined)]);
    if (stop) {
      await look(stop);
      await stop.resume();
    }
    await ending;
    await child.through;
    attached.close();
    const { stdout } = await child.ended;
    return { stop, printed: attached.printed, stdout };
  } finally {
    child.kill();
  }
}

it('stops where a condition in the names of the source holds, after an edit, too', async () => {
  const condition = "event.n === 2 && findings.length === 2 && bounds.least === 5 && wide === 'new after'";
  let seen: unknown;
  const { stop } = await run({ file: 'src/step.ts', line: 8, condition }, async (stop) => {
    seen = await stop.evaluate('({ edited, wide, command, findings, judged: judge([7])[0].own, event })');
  });

  expect(stop).toMatchObject({ line: 8 });
  expect(seen).toEqual({
    edited: 'new',
    wide: 'new after',
    command: 'step',
    findings: [
      { own: 2, by: 'judge' },
      { own: 3, by: 'judge' },
    ],
    judged: 7,
    event: { n: 2 },
  });
});

longRun.it('names functions, and tells variables of one name apart by their scopes', async () => {
  let seen: unknown;
  const { stop } = await run({ file: 'src/judge.ts', line: 11 }, async (stop) => {
    seen = await stop.evaluate('({ configuration, by })');
  });

  expect(seen).toEqual({ configuration: { own: 1 }, by: 'judge' });
  expect(stop?.functions.slice(0, 4)).toEqual(['judgeOne', expect.anything(), 'judge', 'Step']);
  expect(stop?.variables).toEqual(['configuration', 'by']);
});

longRun.it('keeps lines that nobody needs yet', async () => {
  const before = await run({ file: 'src/judge.ts', line: 4 }, async () => undefined);
  const { stop } = await run({ file: 'src/judge.ts', line: 5 }, async () => undefined);

  expect(before.stop).toMatchObject({ line: 4 });
  expect(stop).toMatchObject({ line: 5, variables: expect.arrayContaining(['numbers', 'unused']) });
});

longRun.it('prints logpoints and the errors of handlers where the debugger shows them', async () => {
  const condition = "console.log('n is', event.n, { findings }), false";

  const { stop, printed, stdout } = await run(
    { file: 'src/step.ts', line: 7, condition },
    async () => undefined,
    'RangeError',
  );

  expect(stop).toBeUndefined();
  expect(printed).toEqual(expect.arrayContaining(['n is 1 Object', 'n is 2 Object']));
  expect(printed.join('\n')).toMatch(/RangeError: too far\n {4}at .*src\/step/);
  expect(JSON.parse(stdout)[2]).toMatchObject({ errorType: 'RangeError', trace: expect.any(Array) });
});
