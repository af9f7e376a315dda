// The AWS CLI, version 1 and 2.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isInstalled, run, runOrThrow } from '../sam/command.ts';
import { ROOT } from '../sam/project.ts';
import { programsOf } from '../sam/virtual-environment.ts';
import { BUCKET, type Client, environment, ODD_KEYS, type Results, tried } from './client.ts';
import { fetchText, inFolder, largeFile, sameFile } from './commands.ts';

const version1: Client = {
  name: 'AWS CLI 1',
  async prepare() {
    const programs = await programsOf({ name: 'awscli', requirement: 'awscli==1.46.3' });
    return {
      version: '1.46.3',
      // It alone of all clients goes elsewhere without this option.
      run: (laptop) => checked(path.join(programs, 'aws'), laptop, ['--endpoint-url', laptop.endpoint]),
    };
  },
};

/** Amazon gives it to no registry; this package brings it whole, for functions that want it. */
const PACKAGE = 'aws-cdk-asset-awscli-v2==2.0.198';

const version2: Client = {
  name: 'AWS CLI 2',
  async prepare() {
    if (process.platform !== 'linux' || process.arch !== 'x64')
      return { missing: 'its program is had for Linux on x64 alone' };
    if (!(await isInstalled('python3', ['-m', 'pip', '--version'])))
      return { missing: 'no Python 3 with pip here' };
    const program = await unpacked(path.join(ROOT, '.venv', 'awscli2'));
    const { stdout } = await run(program, ['--version']);
    return {
      version: /aws-cli\/([\d.]+)/.exec(stdout)?.[1] ?? '?',
      run: (laptop) => checked(program, laptop, []),
    };
  },
};

async function unpacked(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const wheels = () => readdirSync(folder).filter((name) => name.endsWith('.whl'));
  if (wheels().length === 0) {
    console.log(`  fetching ${PACKAGE} into .venv/awscli2`);
    await runOrThrow('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, PACKAGE]);
  }
  const script = path.join(import.meta.dirname, 'scripts', 'unpack-aws-cli.py');
  const { stdout } = await runOrThrow('python3', [script, path.join(folder, wheels()[0]!), folder]);
  return stdout.trim();
}

async function checked(
  program: string,
  { endpoint, folder }: { endpoint: string; folder: string },
  forQueues: readonly string[],
): Promise<Results> {
  const made = forQueues.length > 0 ? 'cli-made' : 'cli-2-made';
  const aws = inFolder(program, folder, environment(endpoint, folder));
  const large = largeFile(folder);
  writeFileSync(path.join(folder, 'cli.txt'), 'selfie');
  const to = `s3://${BUCKET}/cli`;
  return tried({
    put: () => aws('s3', 'cp', 'cli.txt', `${to}/a.txt`),
    get: () => aws('s3', 'cp', `${to}/a.txt`, 'cli-back.txt'),
    list: () => aws.shows('a.txt', 's3', 'ls', `${to}/`),
    large: async () => {
      await aws('s3', 'cp', large, `${to}/large`);
      await aws('s3', 'cp', `${to}/large`, 'cli-large');
      sameFile(large, path.join(folder, 'cli-large'));
    },
    'odd keys': async () => {
      for (const key of ODD_KEYS) await aws('s3', 'cp', 'cli.txt', `${to}/odd/${key}`);
      await aws('s3', 'rm', '--recursive', `${to}/odd/`);
      await aws.showsNone(
        's3api',
        'list-objects',
        '--bucket',
        BUCKET,
        '--prefix',
        'cli/odd/',
        '--query',
        'Contents[].Key',
      );
    },
    presign: async () => {
      const { stdout } = await aws('s3', 'presign', `${to}/a.txt`);
      await fetchText(stdout.trim(), 'selfie');
    },
    copy: async () => {
      await aws('s3', 'cp', `${to}/a.txt`, `${to}/b.txt`);
      // In parts, for which version 2 asks for the source's tags and annotations first.
      await aws('s3', 'cp', `${to}/large`, `${to}/large-copy`);
      await aws('s3', 'mv', `${to}/large-copy`, `${to}/large-moved`);
    },
    other: async () => {
      await aws('s3', 'mb', `s3://${made}`);
      await aws('s3', 'sync', '.', `s3://${made}`, '--exclude', '*', '--include', 'cli.txt');
      await aws('s3', 'rb', '--force', `s3://${made}`);
      await aws('sqs', 'list-queues', ...forQueues);
    },
  });
}

export const awsCliClients = [version1, version2];
