// Where Go puts what it fetches and builds for this suite.
import path from 'node:path';
import { ROOT } from '../sam/project.ts';

export function goEnvironment(): NodeJS.ProcessEnv {
  const folder = path.join(ROOT, '.venv', 'go');
  return { ...process.env, GOPATH: folder, GOBIN: path.join(folder, 'bin'), GOFLAGS: '-mod=mod -modcacherw' };
}
