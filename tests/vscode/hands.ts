// The drive's end of the socket to the extension in hands/: asks it to do things, and hears what debug adapters say.

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

export interface DebugSession {
  id: string;
  name: string;
  type: string;
  /** Of the session that started this one: js-debug has one for each process and thread. */
  parentId: string | null;
}

/** A breakpoint as the extension takes it. Lines count from one. */
export interface BreakpointOrder {
  file: string;
  line: number;
  condition?: string;
  hitCondition?: string;
  logMessage?: string;
}

/** What the extension can do; see hands/extension.cjs. */
export interface Verbs {
  openFile(file: string, line?: number): void;
  replaceInFile(file: string, text: string, by: string): void;
  insertAfterLine(file: string, line: number, lines: string): void;
  activeFile(): string | null;
  addBreakpoint(breakpoint: BreakpointOrder): void;
  removeBreakpoints(): void;
  sessions(): DebugSession[];
  request(sessionId: string, command: string, args: object): unknown;
  focusedSession(): string | null;
  stopDebugging(): void;
  command(id: string, ...args: unknown[]): unknown;
  typeInTerminal(name: string, text: string): void;
  terminals(): { name: string; text: string }[];
  closeTerminals(): void;
  closeEditors(): void;
  problems(): string[];
}

/** What the extension tells unasked. */
export type Told =
  | { event: 'ready'; version: string }
  | { event: 'started' | 'ended'; session: DebugSession }
  | { event: 'adapter'; session: DebugSession; name: string; body: Readonly<Record<string, unknown>> };

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

export interface Hands {
  /** Where the extension has to connect. */
  port: number;
  /** Resolves with the version of VS Code once the extension has connected. */
  ready: Promise<string>;
  ask<Verb extends keyof Verbs>(
    verb: Verb,
    ...args: Parameters<Verbs[Verb]>
  ): Promise<ReturnType<Verbs[Verb]>>;
  close(): void;
}

/** Listens on a free port of 127.0.0.1 for the extension. */
export async function listenForHands(hear: (told: Told) => void): Promise<Hands> {
  const ready = Promise.withResolvers<string>();
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let socket: Socket | undefined;
  let lastId = 0;

  const receive = (message: Reply | Told): void => {
    if ('id' in message) {
      const asked = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.error === undefined) asked?.resolve(message.result);
      else asked?.reject(new Error(message.error));
      return;
    }
    if (message.event === 'ready') ready.resolve(message.version);
    hear(message);
  };

  const server: Server = createServer((connected) => {
    socket = connected;
    let rest = '';
    connected.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      for (const line of lines) receive(JSON.parse(line) as Reply | Told);
    });
    connected.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as { port: number }).port,
    ready: ready.promise,
    async ask(verb, ...args) {
      await ready.promise;
      const id = ++lastId;
      const asked = Promise.withResolvers<unknown>();
      waiting.set(id, asked);
      socket!.write(`${JSON.stringify({ id, verb, args })}\n`);
      return (await asked.promise) as ReturnType<Verbs[typeof verb]>;
    },
    close() {
      socket?.destroy();
      server.close();
    },
  };
}
