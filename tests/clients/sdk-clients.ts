// SDKs that need a program around them: that for JavaScript, and in Go AWS's and MinIO's.
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { isInstalled, run, runOrThrow } from '../sam/command.ts';
import { ROOT } from '../sam/project.ts';
import { BUCKET, type Check, type Client, environment, ODD_KEYS, told } from './client.ts';
import { goEnvironment } from './go-environment.ts';

const ALL: Check[] = ['put', 'get', 'list', 'large', 'odd keys', 'presign', 'copy'];

const javaScript: Client = {
  name: 'AWS SDK for JavaScript',
  async prepare() {
    const { default: description } = await import('@aws-sdk/client-s3/package.json', {
      with: { type: 'json' },
    });
    return {
      version: description.version,
      run: ({ endpoint, folder }) =>
        told(
          process.execPath,
          [
            path.join(import.meta.dirname, 'scripts', 'javascript-checks.ts'),
            BUCKET,
            JSON.stringify(ODD_KEYS),
          ],
          { cwd: ROOT, env: environment(endpoint, folder) },
          [...ALL, 'other'],
        ),
    };
  },
};

/** A program of two that share a module: `aws` or `minio`. */
function goClient(name: string, program: string, module: string): Client {
  return {
    name,
    async prepare() {
      if (!(await isInstalled('go', ['version'])))
        return { missing: 'no Go here (Debian: apt-get install golang-go; 1.24 or later)' };
      const env = goEnvironment();
      const source = path.join(ROOT, '.venv', 'go-clients');
      mkdirSync(source, { recursive: true });
      cpSync(path.join(import.meta.dirname, 'go'), source, { recursive: true });
      await runOrThrow('go', ['build', '-o', `bin-${program}`, `./${program}`], { cwd: source, env });
      const { stdout } = await run('go', ['list', '-m', '-f', '{{.Version}}', module], { cwd: source, env });
      return {
        version: stdout.trim().replace(/^v/, ''),
        run: ({ endpoint, folder }) =>
          told(
            path.join(source, `bin-${program}`),
            [BUCKET, JSON.stringify(ODD_KEYS)],
            { cwd: folder, env: environment(endpoint, folder) },
            ALL,
          ),
      };
    },
  };
}

export const sdkClients = [
  javaScript,
  goClient('AWS SDK for Go 2', 'aws', 'github.com/aws/aws-sdk-go-v2/service/s3'),
  goClient('minio-go', 'minio', 'github.com/minio/minio-go/v7'),
];
