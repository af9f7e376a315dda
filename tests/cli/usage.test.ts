// The command line against its own help: what a person types wrong is told in one line, exit code 2, nothing started.

import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { longRun } from '../support/long-run.ts';
import type { Ran } from './many-commands.ts';

const ROOT = path.join(import.meta.dirname, '../..');

const run = (...words: string[]) => started('packages/laptop-cloud/bin/laptop-cloud.mjs', words);

function started(program: string, words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

const fresh = () => mkdtempSync(path.join(tmpdir(), 'cli-'));

it('what is wrong is told by the program itself', async () => {
  expect(await run('nonsense')).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^error no command "nonsense"; there are start, .*\n$/),
  });
});

const REFUSED: [string[], RegExp][] = [
  [['nonsense'], /no command "nonsense"/],
  [['strat'], /no command "strat"; did you mean start\?/],
  [['help', 'nonsense'], /no command "nonsense"/],
  [['photo'], /which photo/],
  [['photo', 'samples/missing.jpg'], /samples\/missing\.jpg does not exist/],
  [['photo', 'samples'], /samples is a folder/],
  [['photo', 'samples/ada.jpg', '--colour'], /Unknown option '--colour'/],
  [['photo', 'samples/ada.jpg', '--rider', 'a/b'], /without slashes/],
  [['photo', 'samples/ada.jpg', '--explain', 'out.jpg'], /writes a PNG/],
  [['photo', 'samples/ada.jpg', '--fault', 'state=DetectFace'], /fault rule/],
  [['photo', 'samples/ada.jpg', '--parameter-overrides', 'LabelPhotos'], /takes KEY=VALUE/],
  [['start', '--port', 'abc'], /--port takes an integer/],
  [['start', 'now'], /takes no argument/],
  [['step', 'DetectFase'], /did you mean DetectFace\?/],
  [['step', 'src/domain/verdict.ts'], /is no step/],
  [['photo', 'samples/ada.jpg', '--fresh', '--state', '/tmp/x'], /leave --state out/],
  [['review', '--approve'], /which photo/],
  [['review', '0123456789abcdef'], /One of --approve, --retake and --reject/],
  [['step', 'DetectFace', 'events/none.json'], /events\/none\.json does not exist/],
  [['run-schedule'], /takes the name of one schedule/],
  [
    ['run-schedule', 'Sweep', '--state', '/tmp/there-is-no-such-state'],
    /nothing runs with this state folder/,
  ],
  [['reset', 'everything'], /takes no argument/],
];
const HELP_WORDS = [['--help'], ['-h'], ['help']];
const HELPFUL = ['start', 'photo', 'review', 'step', 'reset'];
const PARAMETERS: [string, string, RegExp][] = [
  ['--parameter-overrides', 'Nonsense=1', /Nonsense/],
  ['--parameter-overrides', 'Architecture=z80', /Architecture/],
];
const refused = new Map<string[], Ran>();
const helpful = new Map<string, Ran>();
const general = new Map<string[], Ran>();
let helpOfReset: Ran;
let nothingAsked: Ran;
const overridden = new Map<string, Ran>();
beforeAll(async () => {
  const state = ['start', '--port', '0', '--state', fresh()];
  const { stdout } = await started('tests/cli/many-commands.ts', [
    JSON.stringify([
      ...REFUSED.map(([words]) => words),
      ...HELPFUL.map((command) => [command, '--help']),
      ...HELP_WORDS,
      ['help', 'reset'],
      [],
      ...PARAMETERS.map(([option, value]) => [...state, option, value]),
    ]),
  ]);
  const ran = JSON.parse(stdout) as Ran[];
  for (const [words] of REFUSED) refused.set(words, ran.shift()!);
  for (const command of HELPFUL) helpful.set(command, ran.shift()!);
  for (const words of HELP_WORDS) general.set(words, ran.shift()!);
  [helpOfReset, nothingAsked] = ran.splice(0, 2) as [Ran, Ran];
  for (const [, value] of PARAMETERS) overridden.set(value, ran.shift()!);
}, 60_000);

it.each(REFUSED)('%j is told in one line', (words, message) => {
  const { code, stdout, stderr } = refused.get(words)!;
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
});

it.each(HELPFUL)('%s explains itself', (command) => {
  const { code, stdout } = helpful.get(command)!;
  expect(stdout).toMatch(new RegExp(`^npm (run )?${command}`));
  expect(stdout).toContain('--state DIR');
  expect(code).toBe(0);
});

const EVERY_COMMAND =
  /^ {2}npm start +\S.*\n( {2}npm run (step|trace) +\S.*\n){2} {2}npx laptop-cloud run-schedule +\S/m;

it.each(HELP_WORDS)('%s lists every command, in the words to type', (...words) => {
  const { code, stdout, stderr } = general.get(HELP_WORDS.find(([word]) => word === words[0])!)!;
  expect(stdout).toMatch(EVERY_COMMAND);
  expect(stdout).toMatch(/^ {2}npm run photo +check selfies/m);
  expect([code, stderr]).toEqual([0, '']);
});

it('help of a command is that of its own --help', () => {
  expect(helpOfReset).toEqual(helpful.get('reset'));
});

it('without a command it says which there are, and fails', () => {
  expect(nothingAsked).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(EVERY_COMMAND) });
});

it.each(PARAMETERS)('refuses %s %s by name', (_, value, message) => {
  const { code, stderr } = overridden.get(value)!;
  expect(stderr).toMatch(message);
  expect(code).toBe(2);
});

it('names a port that is taken', async () => {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const { code, stderr } = await run('start', '--port', String(port), '--state', fresh());
  server.close();
  expect(stderr).toMatch(new RegExp(`port ${port} is taken`));
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(code).toBe(2);
});

it('names an event that is not JSON', async () => {
  const file = path.join(fresh(), 'event.json');
  writeFileSync(file, '{');
  const { code, stderr } = await run('step', 'Decide', file);
  expect(stderr).toMatch(/is not JSON/);
  expect(code).toBe(2);
});

it('runs one step and tells output, log, metrics and trace apart', async () => {
  const { code, stdout, stderr } = await run(
    'step',
    'events/decide/review.json',
    '--state',
    path.join(fresh(), 'state'),
  );
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'review', outcome: null });
  for (const heading of ['Log', 'Metrics', 'Trace', 'Output'])
    expect(stderr).toMatch(new RegExp(`^${heading}$`, 'm'));
  expect(stderr).toMatch(/StepSucceeded 1 Count/);
  expect(stderr).toMatch(/## Decide/);
  expect(code).toBe(0);
});

longRun.it(
  'gives a step alone the Configuration that the state machine would send it',
  async () => {
    const state = path.join(fresh(), 'state');
    const decide = async (...options: string[]) => {
      const { stdout } = await run('step', 'events/decide/review.json', '--state', state, ...options);
      return (JSON.parse(stdout) as { configurationVersion: string }).configurationVersion;
    };
    const usual = await decide();
    const strict = await decide('--parameter-overrides', 'Configuration={"age":{"reject":17}}');
    expect(strict).not.toBe(usual);
    expect(await decide()).toBe(usual);
  },
  60_000,
);
