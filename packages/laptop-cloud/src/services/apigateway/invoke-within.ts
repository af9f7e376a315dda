// A call of a function for which API Gateway waits so long and no longer; what still waits for an environment then is not called.

import { abandonable, type Invocation, type InvokeOptions } from '../../lambda/invocation.ts';

export type Invoke = (functionArn: string, payload: string, options: InvokeOptions) => Promise<Invocation>;

/** The function has not answered in time; it may still run. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError';
}

/** Rejects with TooSlowError, and with what `invoke` rejects with. */
export async function invokeWithin(
  timeoutMs: number,
  invoke: Invoke,
  functionArn: string,
  payload: string,
  options: InvokeOptions,
): Promise<Invocation> {
  const timeout = new AbortController();
  const tooSlow = new TooSlowError(`the function has not answered within ${timeoutMs} ms`);
  const timer = setTimeout(() => timeout.abort(tooSlow), timeoutMs);
  try {
    const { signal } = timeout;
    return await abandonable(invoke(functionArn, payload, { ...options, signal }), signal);
  } finally {
    clearTimeout(timer);
  }
}
