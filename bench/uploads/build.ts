// A build of the laptop as a process of its own, its Rekognition mocked: this one, or one in another folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

export interface Build {
  pid: number;
  /** The value behind a name in what it prints; undefined where it prints none. */
  printed(name: string): string | undefined;
  /** How many executions have ended since it started, and how many of them otherwise than well. */
  ended(): { all: number; badly: number };
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

/** This build's, and that of builds before there were packages. */
const LAUNCHES = [path.join('packages', 'laptop-cloud', 'bin', 'laptop-cloud.mjs'), 'local/cli/launch.mjs'];
const HOOK = pathToFileURL(path.join(import.meta.dirname, 'hook.mjs')).href;
/** A line of `npm start` for each execution that starts or ends. */
const ENDED = / execution .* (SUCCEEDED|FAILED|TIMED_OUT|ABORTED)\b/;

/** Where a build can be started from: its folder, with its packages installed. */
export function isBuild(folder: string): boolean {
  return launchIn(folder) !== undefined && existsSync(path.join(folder, 'node_modules'));
}

export async function startBuild(folder: string, stateFolder: string): Promise<Build> {
  const launch = launchIn(folder);
  if (launch === undefined) throw new Error(`${folder} holds no laptop: none of ${LAUNCHES.join(', ')}`);
  const words = ['--import', HOOK, launch, 'start', '--port', '0', '--state', stateFolder];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ended = { all: 0, badly: 0 };
  const { promise: ready, resolve: isReady, reject: isDead } = Promise.withResolvers<void>();
  createInterface(child.stdout).on('line', (line) => {
    const [, status] = ENDED.exec(line) ?? [];
    if (status === undefined) lines.push(line);
    else {
      ended.all += 1;
      if (status !== 'SUCCEEDED') ended.badly += 1;
    }
    // The last line of those with names and addresses.
    if (line.includes('aws s3 cp')) isReady();
  });
  child.once('exit', () => isDead(new Error(`${folder} ended before it was ready:\n${lines.join('\n')}`)));
  await ready;
  return {
    pid: child.pid!,
    printed: (name) => {
      const line = lines.find((each) => each.trimStart().startsWith(`${name} `));
      return line?.trim().slice(name.length).trim();
    },
    ended: () => ended,
    stop: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGINT');
      await gone;
    },
  };
}

function launchIn(folder: string): string | undefined {
  return LAUNCHES.find((launch) => existsSync(path.join(folder, launch)));
}
