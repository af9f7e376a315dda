// Finds the handler in a bundle, refusing what Lambda's Node.js runtime refuses, with its error types.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { LambdaContext } from './invocation-context.ts';
import type { WorkerSetup } from './messages.ts';
import { oldSdkHint, pointOldSdk } from './old-sdk.ts';

export type Handler = (event: unknown, context: LambdaContext) => unknown;

/** A failure to load, under the name that Lambda reports. */
export class HandlerError extends Error {
  override readonly name: string;
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** Loads the module and returns its handler. Throws HandlerError, or what the module itself throws while loading. */
export async function loadHandler({
  bundleFile,
  handlerName,
  handler,
  hasCallback,
}: Loading): Promise<Handler> {
  refuseStreams();
  const module = await load(bundleFile);
  const found = module[handlerName];
  if (typeof found !== 'function')
    throw new HandlerError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  if (found.length >= 3 && hasCallback) return calledBack(found as CallbackHandler);
  if (found.length >= 3)
    throw new HandlerError(
      'Runtime.CallbackHandlerDeprecated',
      `${handler} takes a callback, which the runtime nodejs24.x no longer calls; make it async.`,
    );
  return found as Handler;
}

/** What the runtime gives to code that answers in a stream. https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
function refuseStreams(): void {
  const refuse = (): never => {
    throw new HandlerError(
      'Runtime.ResponseStreamingNotSupported',
      'awslambda.streamifyResponse is not supported on the laptop: functions here give their whole answer at once',
    );
  };
  Object.assign(globalThis, {
    awslambda: { streamifyResponse: refuse, HttpResponseStream: { from: refuse } },
  });
}

type Loading = Pick<WorkerSetup, 'bundleFile' | 'handlerName' | 'handler' | 'hasCallback'>;

type CallbackHandler = (
  event: unknown,
  context: LambdaContext,
  done: (error: unknown, result?: unknown) => void,
) => unknown;

/** A promise is waited for and wins; what is returned otherwise is not the answer. */
function calledBack(handler: CallbackHandler): Handler {
  return (event, context) =>
    new Promise((resolve, reject) => {
      const returned = handler(event, context, (error, result) =>
        error === null || error === undefined ? resolve(result) : reject(error),
      );
      if (returned instanceof Promise) resolve(returned);
    });
}

async function load(file: string): Promise<Record<string, unknown>> {
  try {
    pointOldSdk(file, process.env.AWS_ENDPOINT_URL);
    const loaded: unknown = file.endsWith('.mjs')
      ? await import(pathToFileURL(file).href)
      : createRequire(file)(file);
    return Object(loaded) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new HandlerError('Runtime.UserCodeSyntaxError', String(error), { cause: error });
    if (error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND'))
      throw new HandlerError('Runtime.ImportModuleError', String(error) + oldSdkHint(error.message), {
        cause: error,
      });
    throw error;
  }
}
