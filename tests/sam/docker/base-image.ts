// The image that `sam local invoke` runs functions in: AWS's own, or where no registry can be reached one that does the same,
// of busybox for the commands that the SAM CLI runs in it, this machine's Node 24, and AWS's runtime interface client from npm.

import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInstalled, run, runOrThrow } from '../command.ts';
import { ARCHITECTURE, ROOT } from '../project.ts';

const IMAGE = `public.ecr.aws/lambda/nodejs:24-${ARCHITECTURE}`;
const PULL_TIMEOUT_MS = 300_000;
const RUNTIME_CLIENT = 'aws-lambda-ric@3.3.0';
const CLIENT_FOLDER = path.join(ROOT, '.venv/lambda-runtime');
/** What the client's native part is compiled with. */
const BUILD_TOOLS = ['autoconf', 'automake', 'libtoolize', 'cmake', 'g++', 'make'];
// npm asks to name the packages that may compile.
const ALLOWING_SCRIPTS = '{"private":true,"allowScripts":{"aws-lambda-ric":true}}\n';
const COMMANDS = ['sh', 'mv', 'chmod', 'mkdir', 'cp', 'rm', 'ls', 'cat', 'env'];

/** Sees to it that the daemon has an image by the name SAM asks for. Answers in words why it cannot, or nothing. */
export async function provideBaseImage(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const known = await run('docker', ['image', 'inspect', IMAGE], { env: environment });
  if (known.exitCode === 0) return undefined;
  const pulled = await run('docker', ['pull', IMAGE], { env: environment, timeoutMs: PULL_TIMEOUT_MS });
  if (pulled.exitCode === 0) return undefined;
  console.log(`  ${IMAGE} cannot be pulled: making one`);
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `${IMAGE} cannot be pulled, and can be made only on Linux x64`;
  if (!existsSync('/bin/busybox')) return 'busybox is missing (Debian: apt-get install busybox-static)';
  const missing: string[] = [];
  if (!existsSync(CLIENT_FOLDER))
    for (const tool of BUILD_TOOLS) if (!(await isInstalled(tool))) missing.push(tool);
  if (missing.length > 0)
    return `${missing.join(', ')} missing, to compile ${RUNTIME_CLIENT} (Debian: apt-get install autoconf automake libtool cmake g++ make)`;
  await installRuntimeClient();
  const folder = await mkdtemp(path.join(tmpdir(), 'lambda-image-'));
  try {
    await fill(folder);
    await importImage(folder, environment);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return undefined;
}

async function installRuntimeClient(): Promise<void> {
  if (existsSync(CLIENT_FOLDER)) return;
  console.log(`  compiling ${RUNTIME_CLIENT}, about a minute`);
  const folder = await mkdtemp(path.join(tmpdir(), 'runtime-client-'));
  try {
    await writeFile(path.join(folder, 'package.json'), ALLOWING_SCRIPTS);
    await runOrThrow('npm', ['install', '--no-audit', '--no-fund', RUNTIME_CLIENT], { cwd: folder });
    for (const part of ['dist', 'package.json'])
      await cp(
        path.join(folder, 'node_modules/aws-lambda-ric', part),
        path.join(CLIENT_FOLDER, 'node_modules/aws-lambda-ric', part),
        { recursive: true },
      );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The file system of the image. */
async function fill(folder: string): Promise<void> {
  const inside = (file: string): string => path.join(folder, file);
  for (const part of ['bin', 'etc', 'tmp', 'opt', 'var/lang/bin', 'var/runtime', 'var/task'])
    await mkdir(inside(part), { recursive: true });
  await chmod(inside('tmp'), 0o1777);
  await cp('/bin/busybox', inside('bin/busybox'), { dereference: true });
  for (const command of COMMANDS) await symlink('busybox', inside(`bin/${command}`));
  await cp(process.execPath, inside('var/lang/bin/node'), { dereference: true });
  for (const library of await librariesOf(process.execPath))
    await cp(library, inside(library), { dereference: true });
  await cp(CLIENT_FOLDER, inside('var/runtime'), { recursive: true });
  await writeFile(inside('etc/passwd'), 'root:x:0:0:root:/:/bin/sh\n');
  await writeFile(inside('etc/nsswitch.conf'), 'hosts: files dns\n');
  await writeFile(inside('var/runtime/index.mjs'), ENTRY_POINT);
  await writeFile(inside('var/runtime/bootstrap'), BOOTSTRAP, { mode: 0o755 });
}

/** What the dynamic linker loads for a program, and what Node loads later to look up names. */
async function librariesOf(program: string): Promise<string[]> {
  const { stdout } = await runOrThrow('ldd', [program]);
  const linked = [...stdout.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!);
  const folder = path.dirname(linked.find((file) => file.includes('libc.so')) ?? '');
  const lookups = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'].map((name) =>
    path.join(folder, name),
  );
  return [...linked, ...lookups.filter((file) => existsSync(file))];
}

const BOOTSTRAP = `#!/bin/sh
export NODE_PATH=/opt/nodejs/node24/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules
exec /var/lang/bin/node /var/runtime/index.mjs
`;

/** Under a debugger the SAM CLI starts this file itself. */
const ENTRY_POINT = `import { run } from './node_modules/aws-lambda-ric/dist/index.mjs';
await run(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
`;

async function importImage(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const archive = `${folder}.tar`;
  const settings = [
    'ENV LAMBDA_TASK_ROOT=/var/task',
    'ENV LAMBDA_RUNTIME_DIR=/var/runtime',
    'ENV PATH=/var/lang/bin:/bin',
    'WORKDIR /var/task',
  ];
  try {
    await runOrThrow('tar', ['--create', '--file', archive, '--directory', folder, '.']);
    const changes = settings.flatMap((setting) => ['--change', setting]);
    await runOrThrow('docker', ['import', ...changes, archive, IMAGE], { env: environment });
  } finally {
    await rm(archive, { force: true });
  }
}
