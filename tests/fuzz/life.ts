// One life of the attacked process: it starts with an empty state folder, is sent what one seed makes, and is looked at.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { ROOT } from '../house/imports.ts';
import type { Fact, Ready, Request } from './facts.ts';
import { operationRequests } from './operations.ts';
import { rawStream, stream } from './raw.ts';
import { makeResources } from './resources.ts';
import { type Sent, send } from './send.ts';

/** What one life has shown. */
export interface Lived {
  requests: number;
  streams: number;
  /** How many answers there were of each status; `none` for who waited too long. */
  statuses: Record<string, number>;
  rss: number;
  heapUsed: number;
  faults: string[];
}

const AT_ONCE = 8;
/** On a machine with many others a process waits for seconds before it gets to run: that is no fault of it, which work in one piece is. */
const AT_LAST_MS = 60_000;
const MOST_HEAP_BYTES = 500 * 1024 ** 2;
const MOST_RSS_BYTES = 2 * 1024 ** 3;

export async function live(seed: number, untilMs: number, count: number): Promise<Lived> {
  const lived: Lived = { requests: 0, streams: 0, statuses: {}, rss: 0, heapUsed: 0, faults: [] };
  const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-'));
  for (const name of ['home', 'tmp', 'cwd']) mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, 'canary'), 'untouched');
  const underWay = new Set<string>();
  const fault = (what: string) =>
    lived.faults.push(`seed ${seed}: ${what}\n    under way: ${[...underWay].join('\n               ')}`);

  const child = start(folder);
  const facts = listen(child, fault);
  let ended = false;
  child.on('exit', (code, signal) => {
    if (!ended) fault(`the process ended with ${code ?? signal}`);
    ended = true;
  });
  try {
    const ready = await facts.ready;
    ready.resources.push(...(await makeResources(ready.endpoint)));
    const ports = [ready.endpoint, ...ready.sites].map((url) => Number(new URL(url).port));
    const generators = await operationRequests(ready);
    const one = fc.oneof(
      { weight: 6, arbitrary: fc.oneof(...generators).map((sent) => ({ sent })) },
      { weight: 1, arbitrary: rawStream(ports).map((raw) => ({ raw })) },
    );
    const inputs = fc.sample(one, { seed, numRuns: count });
    const next = inputs.values();
    const worker = async () => {
      for (const input of next) {
        if (ended || Date.now() > untilMs) return;
        if ('sent' in input) await tryRequest(ready.endpoint, input.sent);
        else await tryStream(input.raw);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (!ended) await look(ready);
  } catch (error) {
    fault((error as Error).stack?.slice(0, 600) ?? String(error));
  } finally {
    if (!ended) await end(child, () => (ended = true));
  }
  complainOfFiles(folder, fault);
  rmSync(folder, { recursive: true, force: true });
  return lived;

  async function tryRequest(endpoint: string, sent: Sent): Promise<void> {
    const name = `${sent.scope}:${sent.name} ${sent.path.slice(0, 200)} ${sent.body.slice(0, 1000)}`;
    underWay.add(name);
    const { status, text } = await send(endpoint, sent);
    underWay.delete(name);
    lived.requests++;
    const kind = String(status ?? 'none');
    lived.statuses[kind] = (lived.statuses[kind] ?? 0) + 1;
    if (status === 500 && !/FunctionError|Unhandled/.test(text))
      lived.faults.push(`seed ${seed}: 500 for ${name}: ${text.slice(0, 300)}`);
  }

  async function tryStream(raw: Parameters<typeof stream>[0]): Promise<void> {
    const name = `bytes ${JSON.stringify(raw).slice(0, 1000)}`;
    underWay.add(name);
    const answer = await stream(raw);
    underWay.delete(name);
    lived.streams++;
    const [first = ''] = raw.pieces;
    if (/^Host: elsewhere/im.test(first.split('\r\n\r\n')[0] ?? '') && /^HTTP\/1\.1 2/.test(answer))
      lived.faults.push(`seed ${seed}: a foreign host was served: ${name}`);
  }

  // Whatever came before, who asks properly is served.
  async function look(ready: Ready): Promise<void> {
    const asked: Sent = {
      scope: 'states',
      name: 'ListStateMachines',
      method: 'POST',
      path: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.ListStateMachines',
      },
      body: '{}',
    };
    const { status } = await send(ready.endpoint, asked, AT_LAST_MS);
    if (status !== 200) fault(`ListStateMachines afterwards has ${status ?? 'no answer'}`);
    child.send({ ask: 'memory' } satisfies Request);
    const { rss, heapUsed } = await facts.memory;
    Object.assign(lived, { rss, heapUsed });
    if (heapUsed > MOST_HEAP_BYTES) fault(`${Math.round(heapUsed / 1024 ** 2)} MiB of heap are kept`);
    if (rss > MOST_RSS_BYTES) fault(`${Math.round(rss / 1024 ** 2)} MiB are resident`);
  }
}

function start(folder: string): ChildProcess {
  return fork(
    path.join(import.meta.dirname, 'target.ts'),
    [path.join(folder, 'state'), path.join(ROOT, 'template.yaml')],
    {
      cwd: path.join(folder, 'cwd'),
      execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
      env: { ...process.env, HOME: path.join(folder, 'home'), TMPDIR: path.join(folder, 'tmp') },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
}

function listen(child: ChildProcess, fault: (what: string) => void) {
  const ready = Promise.withResolvers<Ready>();
  const memory = Promise.withResolvers<Extract<Fact, { kind: 'memory' }>>();
  child.on('message', (fact: Fact) => {
    if (fact.kind === 'ready') ready.resolve(fact);
    else if (fact.kind === 'memory') memory.resolve(fact);
    else if (fact.kind === 'hang') fault(`${Math.round(fact.ms)} ms of work in one piece`);
    else fault(`failed: ${fact.line}`);
  });
  child.on('exit', () => {
    ready.reject(new Error('the process has not come up'));
    memory.reject(new Error('the process ended before it was looked at'));
  });
  return { ready: ready.promise, memory: memory.promise };
}

async function end(child: ChildProcess, ending: () => void): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  ending();
  child.send({ ask: 'end' } satisfies Request);
  const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(patience);
}

function complainOfFiles(folder: string, fault: (what: string) => void): void {
  if (readFileSync(path.join(folder, 'canary'), 'utf8') !== 'untouched') fault('a file outside was written');
  const known = ['canary', 'cwd', 'home', 'state', 'tmp'];
  const foreign = [
    ...readdirSync(folder).filter((name) => !known.includes(name)),
    ...readdirSync(path.join(folder, 'cwd')),
    ...readdirSync(path.join(folder, 'home')),
    ...readdirSync(path.join(folder, 'tmp')),
  ];
  if (foreign.length > 0) fault(`outside the state folder were written: ${foreign.slice(0, 10).join(', ')}`);
}
