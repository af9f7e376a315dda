// Importing node:http reads every member of the module, and three of them load the whole of undici when they are read: 30 ms and
// 13 MB for each thread, for classes that hardly anybody takes from there. A `require` reads none (findings/import-of-http-loads-undici.sh).

const LOADING_UNDICI = ['CloseEvent', 'MessageEvent', 'WebSocket'];

/**
 * Lets this thread import node:http without undici, which comes when one of its classes is used. To be awaited before anything else
 * imports node:http; afterwards it does nothing.
 */
export async function lightenHttp(): Promise<void> {
  const http = process.getBuiltinModule('node:http');
  const found = LOADING_UNDICI.flatMap((name) => {
    const member = Object.getOwnPropertyDescriptor(http, name);
    return member?.get && member.configurable ? [{ name, member, read: member.get }] : [];
  });
  for (const { name, member, read } of found)
    Object.defineProperty(http, name, { ...member, get: () => standIn(read) });
  await import('node:http');
  for (const { name, member } of found) Object.defineProperty(http, name, member);
}

/** Acts as the class that it reads, once somebody does something with it. */
function standIn(read: () => unknown): unknown {
  const real = () => read() as Record<PropertyKey, unknown> & (new () => object);
  return new Proxy(function standIn() {}, {
    construct: (_, words, newTarget) => Reflect.construct(real(), words, newTarget),
    get: (_, name) => Reflect.get(real(), name),
  });
}
