// Breakpoints in .ts files bind and stop where a person sets them: in `npm run step`, in a worker thread of the laptop
// cloud while a photo travels, and in a test. What is started is what F5 starts.

import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { longRun } from '../support/long-run.ts';
import { type DebuggedProcess, type Ending, startDebugged } from './debugged-process.ts';
import { type Breakpoint, debug, type Stop } from './debugger.ts';
import { type LaunchConfiguration, launchConfiguration, ROOT } from './launch-configuration.ts';

const INSPECT_PHOTO = 'src/steps/inspect-photo.ts';
const LOCAL = path.join(ROOT, '.local');

// Real models are loaded on the way.
jest.setTimeout(60_000);

let state: string;
const started: DebuggedProcess[] = [];

beforeAll(() => {
  state = mkdtempSync(path.join(realpathSync(tmpdir()), 'debugged-'));
});

afterAll(() => {
  for (const each of started) each.kill();
  rmSync(state, { recursive: true, force: true, maxRetries: 3 });
});

/** The line that holds this text, so that the test survives lines that come and go above it. */
function lineWith(file: string, text: string): Breakpoint {
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`${file} has no line with ${text}`);
  return { file: path.join(ROOT, file), line: index + 1 };
}

/** Starts what a configuration launches and waits until it stops at the breakpoint. */
async function pressF5(
  configuration: LaunchConfiguration,
  breakpoint: Breakpoint,
  more: string[] = [],
): Promise<{ stop: Stop; run(): Promise<Ending> }> {
  const process = startDebugged(configuration, more);
  started.push(process);
  const patterns = configuration.runtimeSourcemapPausePatterns ?? [];
  // The state of a test is its own; with --fresh only bundles are where they always are.
  const own = more.includes('--state') ? patterns.map((pattern) => pattern.replace(LOCAL, state)) : patterns;
  const attached = await debug(await process.url, breakpoint, own);
  const neverStopped = async (): Promise<never> => {
    throw new Error(`it did not stop at the breakpoint: ${await process.through}`);
  };
  const stop = await Promise.race([attached.stopped(), neverStopped()]);
  const run = async (): Promise<Ending> => {
    await stop.resume();
    // Not earlier: a thread that is paused when its debugger leaves stays paused.
    await process.through;
    attached.close();
    return process.ended;
  };
  return { stop, run };
}

longRun.it('stops one step in the main thread, with the variables of the source', async () => {
  const breakpoint = lineWith(INSPECT_PHOTO, 'const sha256 = createHash');
  const file = path.join(ROOT, 'events/inspect-photo/happy.json');
  const configuration = launchConfiguration('This step with this event', { file });
  const { stop, run } = await pressF5(configuration, breakpoint, ['--state', state]);

  expect(stop).toMatchObject({ ...breakpoint, thread: 'main' });
  expect(stop.variables).toEqual(expect.arrayContaining(['upload', 'bytes']));
  expect(await stop.read('upload')).toMatchObject({ riderId: expect.any(String), size: expect.any(Number) });
  const { exitCode, stdout } = await run();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ readable: true });
  // The sample that was uploaded for it started no execution, whose thread would stop at the same line.
  expect(existsSync(path.join(state, 'executions/executions.jsonl'))).toBe(false);
});

// Every function is bundled anew for the debugger. That a thread stops, tests/debug/names.test.ts tries each time.
longRun.it(
  'stops the thread of a function while a photo travels, and the photo is answered afterwards',
  async () => {
    const breakpoint = lineWith(INSPECT_PHOTO, 'const sha256 = createHash');
    const configuration = launchConfiguration('One photo', { 'input:sample': 'samples/ada.jpg' });
    const more = ['--rider', 'ada-lovelace', '--json'];
    const { stop, run } = await pressF5(configuration, breakpoint, more);

    expect(stop).toMatchObject(breakpoint);
    expect(stop.thread).toContain('InspectPhotoFunction');
    expect(await stop.read('upload')).toMatchObject({
      riderId: 'ada-lovelace',
      key: expect.stringContaining('incoming/ada-lovelace/'),
    });
    const { exitCode, stdout } = await run();
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ riderId: 'ada-lovelace', verdict: 'approved' });
  },
  180_000,
);

it('stops where an execution enters a state, with its input and definition', async () => {
  const enters = lineWith('packages/states-language/src/flow.ts', 'debugger;');
  const values = { 'input:sample': 'samples/ada.jpg', 'input:state': 'ClaimPhoto' };
  const configuration = launchConfiguration('One photo, stop at a state', values);
  // The statement itself stops; the breakpoint is set there to have the stop looked at.
  // Mocked, as no task matters here: then no function has to be started under the debugger.
  const more = ['--json', '--quiet', '--mocks', 'Approved'];
  const { stop, run } = await pressF5(configuration, enters, more);

  expect(stop).toMatchObject({ ...enters, thread: 'main' });
  expect(await stop.evaluate('[state.name, state.type, typeof input.upload.key]')).toEqual([
    'ClaimPhoto',
    'Task',
    'string',
  ]);
  expect(await run()).toMatchObject({ exitCode: 0 });
});

it('stops a test in a line of the source that it tests', async () => {
  const breakpoint = lineWith('src/domain/verdict.ts', 'return {');
  const file = path.join(ROOT, 'tests/domain/verdict.test.ts');
  const configuration = launchConfiguration('Tests in this file', { file });
  const { stop, run } = await pressF5(configuration, breakpoint);

  expect(stop).toMatchObject(breakpoint);
  expect(stop.variables).toEqual(expect.arrayContaining(['findings', 'verdict', 'matter']));
  expect(await run()).toMatchObject({ exitCode: 0 });
});
