// Traces of service calls would name riders: object keys hold rider ids, and services quote keys in the messages of their
// errors. Both are kept out before the tracer looks; whoever made the call still gets the error as the service gave it.

/** What is needed of an SDK client to add to its calls; the types of the stack differ from service to service. */
export interface ClientWithMiddleware {
  middlewareStack: { add(middleware: never, options: never): void };
}

type Arguments = { input: Record<string, unknown> };
type Next = (args: Arguments) => Promise<unknown>;

/** Parameters that the tracer writes down and that name riders. */
const PERSONAL_PARAMETERS = ['Key', 'Prefix'];

/**
 * Lets the tracer see calls without the parameters that name riders, and errors without their messages. The tracer sits in
 * the build step, where the request itself is already written.
 */
export function withoutPersonalValues<Client extends ClientWithMiddleware>(client: Client): Client {
  const outside = (next: Next) => async (args: Arguments) => {
    try {
      return await next({ ...args, input: stripped(args.input) });
    } catch (error) {
      throw original(error);
    }
  };
  const inside = (next: Next) => async (args: Arguments) => {
    try {
      return await next(args);
    } catch (error) {
      throw silenced(error);
    }
  };
  add(client, outside, { step: 'build', priority: 'high', name: 'keepPersonalValuesOutOfTraces' });
  add(client, inside, { step: 'build', priority: 'low', name: 'keepMessagesOutOfTraces' });
  return client;
}

function add(
  client: ClientWithMiddleware,
  middleware: (next: Next) => Next,
  options: { step: 'build'; priority: 'high' | 'low'; name: string },
): void {
  client.middlewareStack.add(middleware as never, { ...options, override: true } as never);
}

function stripped(input: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(input);
  return Object.fromEntries(
    entries.filter(([name, value]) => !(PERSONAL_PARAMETERS.includes(name) && typeof value === 'string')),
  );
}

/** What stands for an error where the tracer sees it, and the error itself. */
const originals = new WeakMap<object, unknown>();

/** An error with the name and all that decides between throttle, error and fault, but not the message. */
function silenced(error: unknown): Error {
  const { name, $metadata, $retryable } = Object(error) as Record<string, unknown>;
  const silent = new Error('The message of the service is kept out of traces');
  originals.set(silent, error);
  return Object.assign(silent, { name: String(name), $metadata, $retryable });
}

function original(error: unknown): unknown {
  return originals.get(Object(error)) ?? error;
}
