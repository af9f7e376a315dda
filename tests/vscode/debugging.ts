// What the debugger of VS Code has said: where it stopped, what it printed, what has ended.

import path from 'node:path';
import type { DebugSession, Hands, Told } from './hands.ts';
import { until } from './until.ts';

export interface Frame {
  id: number;
  /** As Call Stack shows it. */
  name: string;
  /** Path from the project's root, with forward slashes; of the generated code where no source is known. */
  file: string;
  line: number;
}

/** Execution stands, and Call Stack and Variables show this. */
export interface Stop {
  /** Name of the process or thread. */
  thread: string;
  frames: Frame[];
  /** `file:line` of the first frame. */
  at: string;
  /** The innermost scopes of a frame, by default the first, as Variables shows them. */
  variables(frame?: Frame): Promise<Record<string, string>>;
  /** An expression as Watch and Debug Console evaluate it. Throws Error with the debugger's words. */
  evaluate(expression: string, context?: 'watch' | 'repl' | 'hover'): Promise<string>;
  resume(): Promise<void>;
  /** Waits until VS Code shows this stop, so that keys act on it. */
  shown(): Promise<void>;
}

export interface Debugging {
  /** The next stop; undefined when everything that is debugged ended without one. */
  nextStop(timeoutMs?: number): Promise<Stop | undefined>;
  /** Resolves when nothing is debugged any more. */
  ended(timeoutMs?: number): Promise<void>;
  isRunning(): boolean;
  /** Whether a stop waits to be looked at. */
  hasStopped(): boolean;
  /** What Debug Console has got, line by line. */
  console(): string[];
  forget(): void;
}

interface StoppedThread {
  session: DebugSession;
  threadId: number;
}

interface Variable {
  name: string;
  value: string;
  variablesReference: number;
}

/** `hear` takes what the extension tells. */
export function createDebugging(
  hands: () => Pick<Hands, 'ask'>,
  project: string,
): { hear: (told: Told) => void; debugging: Debugging } {
  let running = new Map<string, DebugSession>();
  let hasStarted = false;
  let stopped: StoppedThread[] = [];
  let printed: string[] = [];

  const ask = async <Answer>({ session }: StoppedThread, command: string, args: object): Promise<Answer> =>
    (await hands().ask('request', session.id, command, args)) as Answer;

  const variablesOf = async (thread: StoppedThread, variablesReference: number) => {
    const { variables } = await ask<{ variables: Variable[] }>(thread, 'variables', { variablesReference });
    return Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  };

  const lookAt = async (thread: StoppedThread): Promise<Stop> => {
    const { threadId } = thread;
    const { stackFrames } = await ask<{ stackFrames: StackFrame[] }>(thread, 'stackTrace', {
      threadId,
      startFrame: 0,
      levels: 20,
    });
    const frames = stackFrames.map((frame) => frameOf(project, frame));
    return {
      thread: thread.session.name,
      frames,
      at: `${frames[0]?.file}:${frames[0]?.line}`,
      async variables(frame = frames[0]!) {
        const { scopes } = await ask<{ scopes: Scope[] }>(thread, 'scopes', { frameId: frame.id });
        const near = scopes.filter(({ name, expensive }) => !expensive && !/^(Global|Module)/.test(name));
        const all = await Promise.all(near.map((scope) => variablesOf(thread, scope.variablesReference)));
        // The innermost last: it hides those around it.
        return Object.assign({}, ...all.reverse()) as Record<string, string>;
      },
      async evaluate(expression, context = 'watch') {
        const frameId = frames[0]!.id;
        const { result } = await ask<{ result: string }>(thread, 'evaluate', {
          expression,
          context,
          frameId,
        });
        return result;
      },
      async resume() {
        // VS Code's own command does nothing before its view has followed.
        await ask(thread, 'continue', { threadId });
      },
      shown: () =>
        until(
          'the stop in the window',
          async () => (await hands().ask('focusedSession')) === thread.session.id,
        ),
    };
  };

  const hear = (told: Told): void => {
    if (told.event === 'started') {
      hasStarted = true;
      running.set(told.session.id, told.session);
    }
    if (told.event === 'ended') {
      running.delete(told.session.id);
      stopped = stopped.filter(({ session }) => session.id !== told.session.id);
    }
    if (told.event !== 'adapter') return;
    const { name, body, session } = told;
    if (name === 'stopped') stopped.push({ session, threadId: Number(body['threadId']) });
    const isShown = name === 'output' && body['category'] !== 'telemetry';
    if (isShown) printed.push(String(body['output']).trimEnd());
  };

  const debugging: Debugging = {
    async nextStop(timeoutMs) {
      await until('a stop', () => stopped.length > 0 || (hasStarted && running.size === 0), timeoutMs);
      const thread = stopped.shift();
      return thread && lookAt(thread);
    },
    ended: (timeoutMs) => until('the end', () => hasStarted && running.size === 0, timeoutMs),
    isRunning: () => running.size > 0,
    hasStopped: () => stopped.length > 0,
    console: () => printed,
    forget() {
      running = new Map();
      hasStarted = false;
      stopped = [];
      printed = [];
    },
  };
  return { hear, debugging };
}

interface StackFrame {
  id: number;
  name: string;
  line: number;
  source?: { path?: string; name?: string };
}

interface Scope {
  name: string;
  variablesReference: number;
  expensive: boolean;
}

function frameOf(project: string, { id, name, line, source }: StackFrame): Frame {
  const place = source?.path ?? source?.name ?? '';
  // A window in a browser names files by address.
  const file = URL.canParse(place) ? decodeURIComponent(new URL(place).pathname) : place;
  return { id, name, line, file: path.isAbsolute(file) ? path.relative(project, file) : file };
}
