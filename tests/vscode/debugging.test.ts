import { createDebugging } from './debugging.ts';
import type { DebugSession, Told } from './hands.ts';

const ROOT_SESSION: DebugSession = { id: '1', name: 'One photo', type: 'pwa-node', parentId: null };
const THREAD: DebugSession = { id: '2', name: 'DetectFaceFunction', type: 'pwa-node', parentId: '1' };

/** A debugger that stands in one frame. */
function standing(frame: object) {
  const answers: Record<string, object> = {
    stackTrace: { stackFrames: [frame] },
    scopes: {
      scopes: [
        { name: 'Block', variablesReference: 1, expensive: false },
        { name: 'Local: judgeFaces', variablesReference: 2, expensive: false },
        { name: 'Global', variablesReference: 3, expensive: true },
      ],
    },
  };
  const variables: Record<number, object[]> = {
    1: [{ name: 'face', value: 'inner', variablesReference: 0 }],
    2: [
      { name: 'face', value: 'outer', variablesReference: 0 },
      { name: 'image', value: '{…}', variablesReference: 7 },
    ],
    3: [{ name: 'process', value: '{…}', variablesReference: 8 }],
  };
  const ask = async (_verb: string, _session: string, command: string, args: object) =>
    command === 'variables'
      ? { variables: variables[(args as { variablesReference: number }).variablesReference] }
      : answers[command];
  return createDebugging(() => ({ ask: ask as never }), '/tmp/copy');
}

const stopped: Told = { event: 'adapter', session: THREAD, name: 'stopped', body: { threadId: 0 } };
const FRAME = { id: 4, name: 'judgeFaces', line: 38, source: { path: '/tmp/copy/src/domain/face-rules.ts' } };

it('names the place of a stop from the project, also where a window in a browser names it by address', async () => {
  for (const before of ['', 'vscode-remote://127.0.0.1:8080']) {
    const { hear, debugging } = standing({ ...FRAME, source: { path: `${before}${FRAME.source.path}` } });
    hear({ event: 'started', session: THREAD });
    hear(stopped);

    const stop = await debugging.nextStop();

    expect(stop).toMatchObject({ at: 'src/domain/face-rules.ts:38', thread: 'DetectFaceFunction' });
  }
});

it('reads the variables of a stop, inner ones before those they hide, without globals', async () => {
  const { hear, debugging } = standing(FRAME);
  hear({ event: 'started', session: THREAD });
  hear(stopped);

  const stop = await debugging.nextStop();

  expect(await stop!.variables()).toEqual({ face: 'inner', image: '{…}' });
});

it('says that everything ended without a stop, and not before the last session has', async () => {
  const { hear, debugging } = standing(FRAME);
  hear({ event: 'started', session: ROOT_SESSION });
  hear({ event: 'started', session: THREAD });
  let isThrough = false;
  const next = debugging.nextStop().finally(() => {
    isThrough = true;
  });

  hear({ event: 'ended', session: THREAD });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(isThrough).toBe(false);
  hear({ event: 'ended', session: ROOT_SESSION });

  expect(await next).toBeUndefined();
});

it('keeps what Debug Console gets, and not what the debugger tells its makers', () => {
  const { hear, debugging } = standing(FRAME);
  for (const category of ['stdout', 'telemetry'])
    hear({
      event: 'adapter',
      session: THREAD,
      name: 'output',
      body: { category, output: `to ${category}\n` },
    });

  expect(debugging.console()).toEqual(['to stdout']);
});
