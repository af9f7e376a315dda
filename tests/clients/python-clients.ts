// Clients that pip brings: boto3, s3cmd and the AWS X-Ray SDK.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { programsOf } from '../sam/virtual-environment.ts';
import { BUCKET, type Client, environment, ODD_KEYS, told, tried } from './client.ts';
import { fetchText, inFolder, largeFile, sameFile } from './commands.ts';

const SCRIPTS = path.join(import.meta.dirname, 'scripts');

const boto3: Client = {
  name: 'boto3',
  async prepare() {
    const programs = await programsOf({ name: 'boto3', requirement: 'boto3==1.44.8' });
    return {
      version: '1.44.8',
      run: ({ endpoint, folder }) =>
        told(
          path.join(programs, 'python'),
          [path.join(SCRIPTS, 'boto3-checks.py'), BUCKET, JSON.stringify(ODD_KEYS)],
          { cwd: folder, env: environment(endpoint, folder) },
          ['put', 'get', 'list', 'large', 'odd keys', 'presign', 'copy', 'other'],
        ),
    };
  },
};

const s3cmd: Client = {
  name: 's3cmd',
  async prepare() {
    const programs = await programsOf({ name: 's3cmd', requirement: 's3cmd==2.4.0' });
    return {
      version: '2.4.0',
      async run({ endpoint, folder }) {
        const { host } = new URL(endpoint);
        const lines = [
          '[default]',
          'access_key = local',
          'secret_key = local',
          `host_base = ${host}`,
          `host_bucket = ${host}`,
          'use_https = False',
        ];
        writeFileSync(path.join(folder, '.s3cfg'), lines.join('\n'));
        const s3 = inFolder(path.join(programs, 's3cmd'), folder, environment(endpoint, folder));
        const large = largeFile(folder);
        writeFileSync(path.join(folder, 's3cmd.txt'), 'selfie');
        const to = `s3://${BUCKET}/s3cmd`;
        return tried({
          put: () => s3('put', 's3cmd.txt', `${to}/a.txt`),
          get: () => s3('get', '--force', `${to}/a.txt`, 's3cmd-back.txt'),
          list: () => s3.shows('a.txt', 'ls', `${to}/`),
          large: async () => {
            await s3('put', large, `${to}/large`);
            await s3('get', '--force', `${to}/large`, 's3cmd-large');
            sameFile(large, path.join(folder, 's3cmd-large'));
          },
          'odd keys': async () => {
            for (const key of ODD_KEYS.filter((one) => !one.includes('\n')))
              await s3('put', 's3cmd.txt', `${to}/odd/${key}`);
            await s3('del', '--recursive', '--force', `${to}/odd/`);
            await s3.showsNone('ls', `${to}/odd/`);
          },
          presign: async () => {
            const { stdout } = await s3('signurl', `${to}/a.txt`, '+600');
            await fetchText(stdout.trim(), 'selfie');
          },
          copy: () => s3('cp', `${to}/a.txt`, `${to}/b.txt`),
          other: async () => {
            await s3('info', `s3://${BUCKET}`);
            await s3('sync', 's3cmd.txt', `${to}/synced/`);
          },
        });
      },
    };
  },
};

const xray: Client = {
  name: 'AWS X-Ray SDK for Python',
  async prepare() {
    const programs = await programsOf({ name: 'xray', requirement: 'aws-xray-sdk==2.15.0' });
    return {
      version: '2.15.0',
      run: ({ endpoint, folder }) =>
        told(
          path.join(programs, 'python'),
          [path.join(SCRIPTS, 'xray-checks.py')],
          { cwd: folder, env: environment(endpoint, folder) },
          ['other'],
        ),
    };
  },
};

export const pythonClients = [boto3, s3cmd, xray];
