import { PassThrough } from 'node:stream';
import type { Call } from '../../src/cli/command.ts';
import { showLogs } from '../../src/cli/live-log.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { buildFailureReport } from '../../src/lambda/build-failure.ts';
import type { Lambda } from '../../src/lambda/lambda.ts';

const STEP = { logicalId: 'DetectFaceFunction' };
const FAILURE = Object.assign(new Error('Build failed with 1 error'), {
  errors: [
    {
      text: 'Could not resolve "../domain/gone.ts"',
      location: { file: 'src/steps/detect-face.ts', line: 7, column: 27, length: 3, lineText: 'import ...' },
    },
  ],
});
const SAID = 'DetectFaceFunction does not bundle: src/steps/detect-face.ts:7:27: Could not resolve';

/** What the terminal shows of what a function does. */
function shown(
  happen: (told: { build(failure?: Error): void; fail(report: object): void }) => void,
): string[] {
  const stream = Object.assign(new PassThrough(), { isTTY: false, columns: 200 });
  const heard: Record<string, (...args: unknown[]) => void> = {};
  const hear = (name: string) => (listener: (...args: unknown[]) => void) => {
    heard[name] = listener;
  };
  const lambda = {
    functions: () => [STEP],
    onLog: hear('log'),
    onInvocation: hear('invocation'),
    onBuild: hear('build'),
  };
  const call = { options: {}, signal: new AbortController().signal };
  showLogs(call as unknown as Call, lambda as unknown as Lambda, createTerminal(stream as never));
  happen({
    build: (failure) => heard['build']!(STEP, failure),
    fail: (report) =>
      heard['invocation']!(STEP, { functionError: 'Unhandled', payload: JSON.stringify(report) }),
  });
  return String(stream.read() ?? '').split('\n');
}

it('says once why a function does not bundle, whatever number of photos fails for it', () => {
  const lines = shown(({ build, fail }) => {
    build(FAILURE);
    fail(buildFailureReport('DetectFaceFunction', FAILURE));
    fail(buildFailureReport('DetectFaceFunction', FAILURE));
  });

  expect(lines.filter((line) => line.includes('Could not resolve'))).toEqual([expect.stringContaining(SAID)]);
  expect(
    lines.filter((line) => line.includes('DetectFace Runtime.ImportModuleError: it does not bundle')),
  ).toHaveLength(2);
});

it('says it again when it was fixed and broken again', () => {
  const lines = shown(({ build }) => {
    build(FAILURE);
    build();
    build(FAILURE);
  });

  expect(lines.filter((line) => line.includes(SAID))).toHaveLength(2);
});

it('says what else an invocation fails with, after a build that failed, too', () => {
  const lines = shown(({ build, fail }) => {
    build(FAILURE);
    fail({ errorType: 'RangeError', errorMessage: 'too far' });
  });

  expect(lines.join('\n')).toContain('DetectFace RangeError: too far');
});
