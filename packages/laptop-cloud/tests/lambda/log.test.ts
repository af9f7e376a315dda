import fc from 'fast-check';
import type { FunctionLogEvent } from '../../src/lambda/function-runs.ts';
import { openLog } from '../../src/lambda/invocation-log.ts';
import { aFunction, aProject, type Project } from './a-project.ts';

const STEPS = `
console.log('loading');
const print = (line: string) => process.stdout.write(line + '\\n');
export const Step = async (event: { n: number }) => {
  console.warn('seen %d', event.n, { deep: true });
  print('{"level":"INFO","message":"structured"}');
  print('{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"Done":1}');
};
export const Json = async () => { console.error(new RangeError('too far')); console.log({ a: 1 }); };
export const Fail = async () => { throw new Error('bad'); };
export const Flood = async ({ lines }: { lines: number }) => { for (let line = 0; line < lines; line++) console.log('x'.repeat(1000)); return lines; };
export const Long = async () => { process.stdout.write('y'.repeat(2_500_000)); return 'z'.repeat(7_000_000); };
export const Slow = async () => new Promise(() => { setInterval(() => {}, 1000); });
`;

let project: Project;
const seen: FunctionLogEvent[] = [];
beforeAll(async () => {
  project = await aProject(
    { 'src/step.ts': STEPS },
    `Resources:${aFunction('Step')}${aFunction('Json', 'LoggingConfig: { LogFormat: JSON }')}${aFunction('Fail')}${aFunction('Slow', 'Timeout: 1')}${aFunction('Flood')}${aFunction('Long')}`,
  );
  project.lambda.onLog((event) => seen.push(event));
});
afterAll(() => project.remove());

const texts = (log: readonly { text: string }[]) => log.map(({ text }) => text);

test('frames the lines of an invocation as Lambda does, metrics told apart', async () => {
  const { log, requestId, logTail } = await project.lambda.invoke('Step', '{"n":3}');
  const again = await project.lambda.invoke('Step', '{"n":4}');

  expect(log.map(({ kind }) => kind)).toEqual([
    'platform',
    'log',
    'log',
    'log',
    'metric',
    'platform',
    'platform',
  ]);
  expect(texts(log)).toEqual([
    `START RequestId: ${requestId} Version: $LATEST`,
    expect.stringMatching(/^\d{4}-.*Z\tundefined\tINFO\tloading$/),
    expect.stringMatching(new RegExp(`^\\d{4}-.*Z\\t${requestId}\\tWARN\\tseen 3 { deep: true }$`)),
    '{"level":"INFO","message":"structured"}',
    expect.stringContaining('"Done":1'),
    `END RequestId: ${requestId}`,
    expect.stringMatching(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms$/,
    ),
  ]);
  expect(logTail()).toBe(`${texts(log).join('\n')}\n`);
  expect(texts(again.log).join()).not.toMatch(/loading|Init Duration/);
  expect(seen.filter((event) => event.requestId === requestId).map(({ text }) => text)).toEqual(texts(log));
  expect(seen[0]?.function.logicalId).toBe('Step');
});

test('writes JSON lines where LoggingConfig asks for them', async () => {
  const { log } = await project.lambda.invoke('Json', '{}');

  const [loading, error, object] = log
    .filter(({ kind }) => kind === 'log')
    .map(({ text }) => JSON.parse(text));
  expect(loading).toMatchObject({ level: 'INFO', message: 'loading' });
  expect(error).toMatchObject({ level: 'ERROR', errorType: 'RangeError', errorMessage: 'too far' });
  expect(object).toMatchObject({ level: 'INFO', message: { a: 1 } });
  const platform = log.filter(({ kind }) => kind === 'platform').map(({ text }) => JSON.parse(text));
  expect(platform.map(({ type }) => type)).toEqual(['platform.start', 'platform.report']);
  expect(platform[1].record.status).toBe('success');
});

test('logs a failure, and how it ended', async () => {
  const failed = texts((await project.lambda.invoke('Fail', '{}')).log);
  const slow = texts((await project.lambda.invoke('Slow', '{}')).log);

  expect(failed.join('\n')).toMatch(/ERROR\tInvoke Error \{"errorType":"Error","errorMessage":"bad"/);
  expect(failed.at(-1)).toMatch(/Status: error\tError Type: Error$/);
  expect(slow.join('\n')).toMatch(/Z \S+ Task timed out after 1\.\d\d seconds\nEND/);
  expect(slow.at(-1)).toMatch(/Status: timeout$/);
});

test('puts lines together however the output was cut', () => {
  const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(20)), (lines, cuts) => {
      const log = openLog({ requestId: 'r', version: '$LATEST', memoryMb: 128, logFormat: 'Text' }, () => {});
      let rest = lines.map((text) => `${text}\n`).join('');
      for (const cut of cuts) {
        log.write(rest.slice(0, cut));
        rest = rest.slice(cut);
      }
      log.write(rest);
      expect(log.lines.slice(1).map(({ text }) => text)).toEqual(lines);
    }),
  );
});

test('holds the last megabyte of a log, and tells how much there was', async () => {
  const { log, logSize, logTail, payload } = await project.lambda.invoke('Flood', '{"lines":20000}');

  const kept = log.reduce((sum, { text }) => sum + text.length, 0);
  expect(payload).toBe('20000');
  // With those of the runtime and of the module.
  expect(logSize.lines).toBe(20_004);
  expect(logSize.bytes).toBeGreaterThan(20_000_000);
  expect(kept).toBeGreaterThan(2 ** 20 - 2000);
  expect(kept).toBeLessThan(2 ** 21 + 2000);
  expect(log.at(-1)?.text).toMatch(/^REPORT /);
  expect(logTail()).toHaveLength(4096);
});

test('cuts what has no line end where an event of CloudWatch Logs would end, and refuses an answer beyond 6 MB', async () => {
  const { log, logSize, payload } = await project.lambda.invoke('Long', '{}');

  const lines = log.filter(({ text }) => text.startsWith('y'));
  expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(2_500_000);
  expect(Math.max(...lines.map(({ text }) => text.length))).toBeLessThan(2 ** 20 + 2 ** 18);
  expect(logSize.bytes).toBeGreaterThan(2_500_000);
  expect(JSON.parse(payload)).toEqual({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage:
      'Response payload size (7000002 bytes) exceeded maximum allowed payload size (6291456 bytes).',
  });
});

test('has every character of what is written a few at a time', () => {
  const seenLines: string[] = [];
  const { write, end } = openLog(
    { requestId: 'r', version: '1', memoryMb: 128, logFormat: 'Text' },
    ({ kind, text }) => kind === 'log' && seenLines.push(text),
  );

  for (let at = 0; at < 300_000; at++) write(at % 100_000 === 99_999 ? 'b\n\nc' : 'a');
  end({ durationMs: 1, maxMemoryUsedMb: 1, status: 'success' });

  const inside = 'a'.repeat(99_999);
  expect(seenLines).toEqual([`${inside}b`, `c${inside}b`, `c${inside}b`, 'c']);
});
