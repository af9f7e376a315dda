// Where Go puts what it fetches and builds for this suite: outside the project, whose tools would read thousands of files more.
import { tmpdir } from 'node:os';
import path from 'node:path';

export const GO_FOLDER = path.join(tmpdir(), 'laptop-cloud-clients-go');

export function goEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    GOPATH: GO_FOLDER,
    GOBIN: path.join(GO_FOLDER, 'bin'),
    GOFLAGS: '-mod=mod -modcacherw',
  };
}
