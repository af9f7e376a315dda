// npm run photo -- FILE --mocks CASE: the whole way from upload to answer with the tasks mocked.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { createTerminal } from '../../packages/laptop-cloud/src/cli/terminal.ts';
import { PHOTO } from '../../tools/photo.ts';
import { project } from '../support/laptop-options.ts';
import { cases } from '../support/long-run.ts';

const ROOT = path.join(import.meta.dirname, '../..');
let state: string;
let before: string;
beforeAll(() => {
  before = process.cwd();
  process.chdir(ROOT);
  state = mkdtempSync(path.join(tmpdir(), 'mocked-'));
});
afterAll(() => {
  process.chdir(before);
  rmSync(state, { recursive: true, force: true });
});

async function photo(testCase: string): Promise<{ exitCode: number; text: string }> {
  const stream = new PassThrough();
  const terminal = createTerminal(stream);
  const exitCode = await PHOTO.run({
    project,
    positionals: ['samples/ada.jpg'],
    options: { mocks: testCase, state },
    out: terminal,
    err: terminal,
    signal: new AbortController().signal,
  });
  return { exitCode, text: String(stream.read()) };
}

it.each(
  cases<[string, number, string]>(
    [
      ['Approved', 0, 'approved'],
      ['RetakeReminded', 10, 'SUNGLASSES failed: measured sunglasses, 99.2 % sure'],
      ['AlreadyClaimed', 1, 'claimed before'],
    ],
    [
      ['ReviewerRejected', 12, 'rejected'],
      ['ReviewExpired', 10, 'expired'],
      ['RepeatedFile', 0, 'approved'],
      ['DetectFaceFails', 1, 'DependencyRefusedError'],
    ],
  ),
)('%s is answered with exit code %i', async (testCase, exitCode, words) => {
  const answer = await photo(testCase);
  expect(answer.text).toContain(words);
  expect(answer.exitCode).toBe(exitCode);
});

it('refuses a case that the file does not have, naming those it has', async () => {
  await expect(photo('Nonsense')).rejects.toThrow(/has no case Nonsense.*Approved, ApprovedRenewal/);
});
