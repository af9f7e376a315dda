// How a command of an SDK client is sent. All that a client does with one are a dozen pieces of middleware, which it puts in order anew
// for every command: half the time of a call that goes through no socket. Those keep the order of the first command of a kind.

import { abortable } from './handler-without-socket.ts';

type Headers = Record<string, string>;

interface Sent {
  /** Not there where there is nothing to follow. */
  traceHeader: string | undefined;
  input: unknown;
}

/** All middleware of a command, the request handler at its end. */
type Handler = (sent: Sent) => Promise<{ output: Record<string, unknown>; response: { headers: Headers } }>;

interface MiddlewareStack {
  add(middleware: unknown, options: object): void;
}

/** As the package of a client exports it. */
export interface ExportedClient {
  middlewareStack: MiddlewareStack;
  config: { defaultSigningName: string };
  destroy(): void;
}

export interface SdkCommand {
  /** `[9, namespace, name, traits, input, output]`. */
  schema: readonly unknown[];
  resolveMiddleware(stack: MiddlewareStack, config: unknown, options: object): Handler;
}

export type CommandClass = new (input: unknown) => SdkCommand;

export interface SdkAnswer {
  output: Record<string, unknown>;
  headers: Headers;
}

export interface Sending {
  abortSignal: AbortSignal;
  traceHeader?: string | undefined;
}

export type Send = (Command: CommandClass, input: unknown, sending: Sending) => Promise<SdkAnswer>;

/** For a client whose requests go by `withoutSocket`, or by a socket. */
export function sendingOf(client: ExportedClient, hasSocket: boolean): Send {
  client.middlewareStack.add(traced, { step: 'build', name: 'traced' });
  const handlers = new Map<CommandClass, Handler>();
  const handlerOf = (Command: CommandClass, options: object): Handler =>
    new Command({}).resolveMiddleware(client.middlewareStack, client.config, options);
  const kept = (Command: CommandClass): Handler => {
    const handler = handlers.get(Command) ?? handlerOf(Command, {});
    handlers.set(Command, handler);
    return handler;
  };
  return async (Command, input, { abortSignal, traceHeader }) => {
    // A signal belongs to one order, and a socket has to hear of it.
    const answered = hasSocket
      ? handlerOf(Command, { abortSignal })({ input, traceHeader })
      : abortable(kept(Command)({ input, traceHeader }), abortSignal);
    const { output, response } = await answered;
    return { output, headers: response.headers };
  };
}

type Next = (args: Sent & { request: { headers: Headers } }) => unknown;

function traced(next: Next): Next {
  return (args) => {
    if (args.traceHeader) args.request.headers['x-amzn-trace-id'] = args.traceHeader;
    return next(args);
  };
}
