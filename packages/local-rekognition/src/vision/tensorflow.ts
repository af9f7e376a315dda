// TensorFlow.js on WebAssembly with everything from disk: no network, no native module, no adverts on the console.

import { readFile } from 'node:fs/promises';
import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const requirePackage = createRequire(import.meta.url);

export type TensorFlow = typeof import('@tensorflow/tfjs');

/** Folder of an installed package's file, whatever its exports map allows. */
export function packageFolder(entry: string): string {
  return dirname(requirePackage.resolve(entry));
}

/** Folder of the .wasm files, with a slash at its end as the loaders want it. */
export const wasmFolder = `${packageFolder('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')}/`;

/** Starts the wasm backend of the one TensorFlow.js instance that all model libraries of a thread share. */
export async function startTensorflow(): Promise<TensorFlow> {
  serveFilesToFetch();
  return quietly(async () => {
    leaveOutParts();
    const tf = requirePackage('@tensorflow/tfjs') as TensorFlow;
    const wasm = requirePackage('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void };
    wasm.setWasmPaths(wasmFolder);
    await tf.setBackend('wasm');
    await tf.ready();
    return tf;
  });
}

// The package brings backends for browsers and plain JavaScript and a library of data sets, which nothing here asks for.
function leaveOutParts(): void {
  const { cache, resolve } = createRequire(requirePackage.resolve('@tensorflow/tfjs'));
  for (const part of ['backend-webgl', 'backend-cpu', 'data']) {
    const module = new Module(resolve(`@tensorflow/tfjs-${part}`));
    module.loaded = true;
    cache[module.id] = module;
  }
}

// The libraries print welcome words and adverts while they load; warnings and errors still come through.
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log, info } = console;
  const { warn } = console;
  console.log = console.info = () => undefined;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('TensorFlow.js in Node.js')) warn(...words);
  };
  try {
    return await work();
  } finally {
    Object.assign(console, { log, info, warn });
  }
}

// Human loads its models by fetch('file://...'), which Node's fetch refuses. This process never needs the network.
function serveFilesToFetch(): void {
  globalThis.fetch = async (input) => {
    const url = typeof input === 'object' && 'url' in input ? input.url : String(input);
    if (!url.startsWith('file:')) throw new TypeError(`the vision process does not use the network: ${url}`);
    return answerOf(await readFile(fileURLToPath(url)));
  };
}

// The members of a response that TensorFlow.js looks at. Node's own Response brings all of its HTTP client along.
function answerOf(bytes: Uint8Array<ArrayBuffer>): Response {
  const answer: Pick<Response, 'ok' | 'status' | 'arrayBuffer' | 'text' | 'json'> = {
    ok: true,
    status: 200,
    arrayBuffer: async () => Uint8Array.from(bytes).buffer,
    text: async () => Buffer.from(bytes).toString('utf8'),
    json: async () => JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown,
  };
  return answer as Response;
}
