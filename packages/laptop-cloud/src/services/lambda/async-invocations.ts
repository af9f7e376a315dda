// Asynchronous invocations: accepted at once, tried up to three times, as Lambda does without an EventInvokeConfig.
import { setTimeout as wait } from 'node:timers/promises';
import type { Invocation, InvokeOptions } from '../../lambda/invocation.ts';

export interface AsyncInvoker {
  /** Takes an event; never fails the caller. */
  accept(functionArn: string, payload: string, options: InvokeOptions): void;
  /** Gives up what waits for another try. */
  close(): Promise<void>;
}

export interface AsyncInvokerOptions {
  invoke(functionArn: string, payload: string, options: InvokeOptions): Promise<Invocation>;
  /** One wait before each further try, milliseconds. */
  retryDelaysMs: readonly number[];
  log(line: string): void;
}

export function createAsyncInvoker({ invoke, retryDelaysMs, log }: AsyncInvokerOptions): AsyncInvoker {
  const closing = new AbortController();
  const attempt = async (functionArn: string, payload: string, options: InvokeOptions): Promise<void> => {
    for (const delayMs of [...retryDelaysMs, undefined]) {
      const failure = await invoke(functionArn, payload, options).then(
        ({ functionError, payload: report }) => (functionError ? report : undefined),
        (error: unknown) => String(error),
      );
      if (failure === undefined || closing.signal.aborted) return;
      if (delayMs === undefined) {
        log(
          `lambda: the event for ${functionArn} is lost after ${retryDelaysMs.length + 1} tries: ${failure}`,
        );
        return;
      }
      await wait(delayMs, undefined, { signal: closing.signal, ref: false });
    }
  };
  return {
    accept: (functionArn, payload, options) => {
      // Ends with an AbortError only when the laptop closes.
      void attempt(functionArn, payload, options).catch(() => undefined);
    },
    close: async () => closing.abort(),
  };
}
