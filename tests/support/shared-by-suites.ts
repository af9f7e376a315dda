// The folder of this run for what suites need not make again for each other. jest.config.mjs makes it; a suite that runs without
// Jest has one of its own, which goes with it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const sharedBySuites = process.env['SHARED_BY_SUITES'] || ownFolder();

function ownFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'tests-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
