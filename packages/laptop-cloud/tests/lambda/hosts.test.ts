import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { aFunction, aProject, type Project } from './a-project.ts';

const STEPS = `
import { setTimeout as sleep } from 'node:timers/promises';
console.log('loading');
export const Pid = async () => process.pid;
export const Slow = async ({ ms }: { ms: number }) => { await sleep(ms); return process.pid; };
`;
const TEMPLATE = `Resources:${['Pid', 'Slow'].map((name) => aFunction(name)).join('')}`;

let project: Project | undefined;
afterEach(() => project?.remove());

async function aRunningProject(
  isDebugged: () => boolean = () => false,
  options: { idleMs?: number } = {},
): Promise<Project> {
  project = await aProject({ 'src/step.ts': STEPS }, TEMPLATE, { isDebugged, ...options });
  return project;
}

test('runs functions in one process beside this one', async () => {
  const { call } = await aRunningProject();

  const pids = [await call('Pid'), await call('Slow', { ms: 1 })];

  expect(pids[0]).toBe(pids[1]);
  expect(pids[0]).not.toBe(process.pid);
});

test('runs functions in this process while a debugger is open in it, and beside it again when it is gone', async () => {
  let isOpen = true;
  const { call } = await aRunningProject(() => isOpen);

  const debugged = await call('Pid');
  isOpen = false;
  const alone = await call('Pid');

  expect(debugged).toBe(process.pid);
  expect(alone).not.toBe(process.pid);
});

test('fails what runs in a process that is killed, and goes on in a new one', async () => {
  const { call, lambda } = await aRunningProject();
  const pid = (await call('Pid')) as number;
  const slow = lambda.invoke('Slow', '{"ms":60000}');
  // It must be under way in that process: its first line has come.
  await new Promise<void>((resolve) => lambda.onLog(({ text }) => text.includes('loading') && resolve()));

  process.kill(pid, 'SIGKILL');
  const { payload, functionError } = await slow;

  expect(functionError).toBe('Unhandled');
  expect(JSON.parse(payload)).toMatchObject({
    errorType: 'Runtime.ExitError',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
  });
  const next = await call('Pid');
  expect(next).not.toBe(pid);
  expect(next).not.toBe(process.pid);
});

test('ends the process when nothing in it was used for a while', async () => {
  const { call } = await aRunningProject(undefined, { idleMs: 1 });
  const pid = (await call('Pid')) as number;

  while (isRunning(pid)) await sleep(10);

  expect(await call('Pid')).not.toBe(pid);
});

test('ends the process when it closes', async () => {
  const { call, lambda } = await aRunningProject();
  const pid = (await call('Pid')) as number;

  await lambda.close();

  expect(isRunning(pid)).toBe(false);
});

test('the process ends with its parent, however that ends', async () => {
  const { folder } = await aRunningProject();
  const script = join(import.meta.dirname, 'orphan-run.ts');
  const parent = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pid = Number(line);
  const wasRunning = isRunning(pid);

  parent.kill('SIGKILL');
  await once(parent, 'exit');
  while (isRunning(pid)) await sleep(20);

  expect(wasRunning).toBe(true);
});

// The shell sets the bound.
const onPosix = process.platform === 'win32' ? test.skip : test;

onPosix('where no more files may be open a call fails, and the next one is answered', async () => {
  const { folder } = await aRunningProject();
  const script = join(import.meta.dirname, 'starved-run.ts');
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', script, folder];
  const starved = spawn('sh', ['-c', 'ulimit -n 100; exec "$0" "$@"', ...node], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

  const [[line], [code]] = await Promise.all([
    once(createInterface(starved.stdout), 'line') as Promise<[string]>,
    once(starved, 'exit'),
  ]);

  expect(JSON.parse(line)).toEqual([
    expect.stringMatching(/^(Unhandled|Refused) .*EMFILE/),
    expect.stringMatching(/^Unhandled .*Runtime exited/),
    'answered',
  ]);
  expect(code).toBe(0);
});

test('warm starts an environment for each function, whose first lines come with the first event', async () => {
  const { lambda } = await aRunningProject();

  await lambda.warm();
  const { log, initDurationMs } = await lambda.invoke('Pid', '{}');

  expect(initDurationMs).toBeUndefined();
  expect(log.map(({ text }) => text).join('\n')).toMatch(/START RequestId.*\n.*loading\nEND RequestId/);
});

test('warm lets the environment be ready first that somebody waits for', async () => {
  const STEP = `
const startedAt = Date.now();
console.log('loading');
if (process.env.AWS_LAMBDA_FUNCTION_NAME?.includes('Asked')) while (Date.now() < startedAt + 300);
const readyAt = Date.now();
export const Asked = async () => ({ startedAt, readyAt });
export const Ahead = Asked;
`;
  const template = `Resources:${['Asked', 'Ahead'].map((name) => aFunction(name)).join('')}`;
  project = await aProject({ 'src/step.ts': STEP }, template);
  const { lambda, call } = project;
  await lambda.bundleAll();
  const asked = call('Asked') as Promise<{ readyAt: number }>;
  await new Promise<void>((resolve) => lambda.onLog(({ text }) => text.includes('loading') && resolve()));

  await lambda.warm();
  const ahead = (await call('Ahead')) as { startedAt: number };

  expect(ahead.startedAt).toBeGreaterThanOrEqual((await asked).readyAt);
});

test('keeps what an environment compiled, for the next one of the same code', async () => {
  const { call, folder } = await aRunningProject();
  const compiled = join(folder, '.local/build/.worker/compiled');

  await call('Pid');
  const keptAtOnce = existsSync(compiled) ? filesIn(compiled) : [];
  while (!existsSync(compiled) || filesIn(compiled).length === 0) await sleep(20);

  // Nobody has waited for it.
  expect(keptAtOnce).toEqual([]);
});

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
