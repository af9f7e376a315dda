// The AWS SDK for Java 2, which Maven brings.
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isInstalled, runOrThrow } from '../sam/command.ts';
import { BUCKET, type Client, environment, ODD_KEYS, told } from './client.ts';

const FOLDER = path.join(tmpdir(), 'laptop-cloud-clients-java');
const VERSION = '2.57.8';

const java: Client = {
  name: 'AWS SDK for Java 2',
  async prepare() {
    if (!(await isInstalled('javac', ['-version'])) || !(await isInstalled('mvn', ['-version'])))
      return { missing: 'no JDK and Maven here (Debian: apt-get install default-jdk-headless maven)' };
    mkdirSync(FOLDER, { recursive: true });
    cpSync(path.join(import.meta.dirname, 'java'), FOLDER, { recursive: true });
    const goals = ['compile', 'dependency:build-classpath', '-Dmdep.outputFile=classpath.txt'];
    await runOrThrow('mvn', ['--quiet', '--batch-mode', ...goals], { cwd: FOLDER });
    const libraries = readFileSync(path.join(FOLDER, 'classpath.txt'), 'utf8').trim();
    const classpath = [path.join(FOLDER, 'target/classes'), libraries].join(path.delimiter);
    // Java takes arguments in the encoding of the machine, which need not know every letter.
    const keys = ODD_KEYS.map((key) => Buffer.from(key).toString('hex'));
    return {
      version: VERSION,
      run: ({ endpoint, folder }) =>
        told(
          'java',
          ['-Xmx600m', '-cp', classpath, 'clients.Main', BUCKET, ...keys],
          { cwd: folder, env: environment(endpoint, folder) },
          ['put', 'get', 'list', 'large', 'odd keys', 'presign', 'copy', 'other'],
        ),
    };
  },
};

export const javaClients = [java];
