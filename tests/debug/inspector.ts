// The inspector protocol over its WebSocket: one session for the main thread and one for each worker thread.
// https://chromedevtools.github.io/devtools-protocol/v8/ and Node's own domain NodeWorker for the threads

export type Parameters = Readonly<Record<string, unknown>>;

/** One thread under the debugger. */
export interface Session {
  /** `main`, or the name of the worker thread. */
  title: string;
  /** Sends a command and resolves with its result. Rejects with the protocol's own message. */
  send<Result = Record<string, unknown>>(method: string, parameters?: Parameters): Promise<Result>;
  on<Event = Record<string, unknown>>(method: string, listener: (event: Event) => void): void;
}

export interface Inspector {
  main: Session;
  close(): void;
}

/** The thread has ended before it could answer. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
}

interface Message {
  id?: number;
  method?: string;
  params?: Parameters;
  result?: unknown;
  error?: { message: string };
}

/**
 * Connects to a process that listens for a debugger. Each worker thread waits at its start until `onWorker`, which gets
 * its session, has resolved.
 */
export async function connect(url: string, onWorker: (worker: Session) => Promise<void>): Promise<Inspector> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new Error(`no inspector at ${url}`)), { once: true });
  });
  const main = createSession('main', (text) => socket.send(text));
  socket.addEventListener('message', ({ data }) => main.receive(String(data)));
  socket.addEventListener('close', () => main.close());

  const workers = new Map<string, ReturnType<typeof createSession>>();
  main.session.on<{ sessionId: string; workerInfo: { title: string } }>(
    'NodeWorker.attachedToWorker',
    ({ sessionId, workerInfo }) => {
      const worker = createSession(workerInfo.title, (message) => {
        // A thread that has ended meanwhile takes no more messages.
        main.session
          .send('NodeWorker.sendMessageToWorker', { sessionId, message })
          .catch(() => worker.close());
      });
      workers.set(sessionId, worker);
      void onWorker(worker.session);
    },
  );
  main.session.on<{ sessionId: string; message: string }>(
    'NodeWorker.receivedMessageFromWorker',
    ({ sessionId, message }) => workers.get(sessionId)?.receive(message),
  );
  main.session.on<{ sessionId: string }>('NodeWorker.detachedFromWorker', ({ sessionId }) =>
    workers.get(sessionId)?.close(),
  );
  return { main: main.session, close: () => socket.close() };
}

function createSession(title: string, write: (text: string) => void) {
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const listeners = new Map<string, ((event: never) => void)[]>();
  let lastId = 0;
  let isClosed = false;
  const session: Session = {
    title,
    send: <Result>(method: string, parameters: Parameters = {}) => {
      const answer = Promise.withResolvers<unknown>();
      if (isClosed) answer.reject(new SessionEndedError(title));
      else {
        pending.set(++lastId, answer);
        write(JSON.stringify({ id: lastId, method, params: parameters }));
      }
      return answer.promise as Promise<Result>;
    },
    on: (method, listener) => void listeners.set(method, [...(listeners.get(method) ?? []), listener]),
  };
  return {
    session,
    receive(text: string): void {
      const { id, method, params, result, error } = JSON.parse(text) as Message;
      if (id !== undefined) {
        const answer = pending.get(id);
        pending.delete(id);
        if (error) answer?.reject(new Error(error.message));
        else answer?.resolve(result);
        return;
      }
      for (const listener of listeners.get(method ?? '') ?? []) listener(params as never);
    },
    close(): void {
      isClosed = true;
      for (const { reject } of pending.values()) reject(new SessionEndedError(title));
      pending.clear();
    },
  };
}
