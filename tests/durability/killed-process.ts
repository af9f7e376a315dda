// A process that is started over and over again, and killed each time.
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { build, type PluginBuild } from 'esbuild';

export interface Started {
  endpoint: string;
  /** Executions that it goes on with. */
  goingOn: number;
  /** Deliveries that it goes on with. */
  deliveries: number;
  /** Those that cannot go on. */
  lost: { name: string; cause: string }[];
  /** Ends it where it stands; resolves when it is gone. */
  kill(): Promise<void>;
}

const LAPTOP_CLOUD = path.join(import.meta.dirname, '../../packages/laptop-cloud/package.json');

/** The program as one file, which starts in a quarter of the time. */
export async function buildService(file: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'service.ts')],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; globalThis.require = requireOf(import.meta.url);",
    },
    // Where the workflow's definition is looked up from.
    plugins: [{ name: 'as-it-is', setup: leaveAsItIs }],
    define: {
      'import.meta.dirname': JSON.stringify(path.join(import.meta.dirname, '../statemachine')),
      // Where packages that are loaded when they are needed are looked up from.
      'import.meta.url': JSON.stringify(pathToFileURL(LAPTOP_CLOUD).href),
    },
  });
}

/** What finds files beside its own. */
function leaveAsItIs({ onResolve }: PluginBuild): void {
  const { resolve } = createRequire(import.meta.url);
  onResolve({ filter: /^dynalite\b/ }, (found) => ({ path: resolve(found.path), external: true }));
}

export async function startService(program: string, folder: string, calls: string): Promise<Started> {
  const child = spawn(process.execPath, [program, folder, calls], {
    // A pipe that closes with this process, whatever ends it: the service then ends, too.
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const line = await firstLine(child);
  return {
    ...(JSON.parse(line) as Pick<Started, 'endpoint' | 'goingOn' | 'deliveries' | 'lost'>),
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', resolve);
    child.once('exit', (code) =>
      reject(new Error(`the service ended with code ${code} before it was there`)),
    );
  });
}
