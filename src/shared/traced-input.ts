// Traces of S3 calls would name object keys, which hold rider ids. They are kept out before the tracer looks.

/** What is needed of an SDK client to add to its calls; the types of the stack differ from service to service. */
export interface ClientWithMiddleware {
  middlewareStack: { add(middleware: never, options: never): void };
}

type Arguments = { input: Record<string, unknown> };
type Next = (args: Arguments) => Promise<unknown>;

/** Parameters that the tracer writes down and that name riders. */
const PERSONAL_PARAMETERS = ['Key', 'Prefix'];

/**
 * Lets the tracer see calls without the parameters that name riders. The request itself is already written when
 * middleware of the build step runs, so it keeps them.
 */
export function withoutKeys<Client extends ClientWithMiddleware>(client: Client): Client {
  const middleware = (next: Next) => (args: Arguments) => next({ ...args, input: stripped(args.input) });
  client.middlewareStack.add(
    middleware as never,
    { step: 'build', priority: 'high', name: 'keepKeysOutOfTraces', override: true } as never,
  );
  return client;
}

function stripped(input: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(input);
  return Object.fromEntries(
    entries.filter(([name, value]) => !(PERSONAL_PARAMETERS.includes(name) && typeof value === 'string')),
  );
}
