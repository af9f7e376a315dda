import { readFileSync } from 'node:fs';
import path from 'node:path';
import { framesOf, linesOfFailedInvocation, linesOfLog } from '../../src/cli/log-lines.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');
const FRAMES = [
  'TypeError: no',
  `    at judge (file://${ROOT}/src/domain/face-rules.ts:36:5)`,
  `    at ${ROOT}/src/steps/detect-face.ts:15:76`,
  `    at send (${ROOT}/node_modules/@smithy/core/src/send.ts:3:1)`,
  `    at handle (${ROOT}/packages/laptop-cloud/src/lambda/worker.ts:60:35)`,
];
const OWN = ['    at judge (src/domain/face-rules.ts:36:5)', '    at src/steps/detect-face.ts:15:76'];
const logged = (line: unknown) =>
  linesOfLog({ kind: 'log', text: typeof line === 'string' ? line : JSON.stringify(line) });

it.each([
  [
    "a logger's line with what it was given",
    {
      level: 'INFO',
      message: 'seen',
      timestamp: 't',
      service: 's',
      cold_start: true,
      function_name: 'f',
      step: 'DetectFace',
      faces: 2,
      box: { left: 1 },
    },
    ['INFO seen faces=2 box={"left":1}'],
  ],
  [
    "console.log in Lambda's JSON",
    { timestamp: 't', level: 'WARN', requestId: 'r', message: { a: 1 } },
    ['WARN {"a":1}'],
  ],
  [
    "console.error of an error in Lambda's JSON",
    {
      timestamp: 't',
      level: 'ERROR',
      requestId: 'r',
      message: 'no',
      errorType: 'TypeError',
      errorMessage: 'too far',
      stackTrace: FRAMES.slice(1),
    },
    ['ERROR no', '  TypeError: too far', ...OWN],
  ],
  [
    "a logger's line with an error",
    {
      level: 'ERROR',
      message: 'cannot say',
      error: { name: 'TypeError', message: 'no', stack: FRAMES.join('\n'), location: 'x' },
    },
    ['ERROR cannot say', '  TypeError: no', ...OWN],
  ],
  [
    "console.log in Lambda's text",
    '2026-11-28T01:00:00.000Z\t5f-1\tINFO\tHELLO { deep: 1 }',
    ['INFO HELLO { deep: 1 }'],
  ],
  ['what is written past any logger', 'plain {text}', ['plain {text}']],
  ['what only begins like JSON', '{ not json', ['{ not json']],
  [
    'the report of a failure, which the invocation tells',
    { level: 'ERROR', message: 'Invoke Error {"errorType":"E"}' },
    [],
  ],
  ['the same in text', '2026-11-28T01:00:00.000Z\t5f-1\tERROR\tInvoke Error {"errorType":"E"}', []],
])('reads %s', (_, line, expected) => {
  expect(logged(line)).toEqual(expected);
});

it("leaves out metrics and Lambda's own lines", () => {
  expect(linesOfLog({ kind: 'metric', text: '{"_aws":{}}' })).toEqual([]);
  expect(linesOfLog({ kind: 'platform', text: 'START RequestId: 1' })).toEqual([]);
});

it('leaves out what every step and every request says first and last', () => {
  const telemetry = readFileSync(path.join(ROOT, 'src/shared/telemetry.ts'), 'utf8');

  for (const end of ['started', 'succeeded', 'failed']) {
    expect(telemetry).toContain('`${kind} '.concat(end, '`'));
    for (const kind of ['step', 'route']) {
      expect(telemetry).toContain(`${kind}: {`);
      expect(logged({ level: 'INFO', message: `${kind} ${end}` })).toEqual([]);
    }
  }
});

it('tells of a failed invocation what was thrown, and where in the sources', () => {
  const payload = JSON.stringify({ errorType: 'TypeError', errorMessage: 'no', trace: FRAMES });

  expect(linesOfFailedInvocation(payload)).toEqual(['TypeError: no', ...OWN]);
  expect(linesOfFailedInvocation('{"errorType":"Sandbox.Timedout","errorMessage":"late"}')).toEqual([
    'Sandbox.Timedout: late',
  ]);
});

it('shows the line that does not bundle', () => {
  const trace = ["  7 │ import './gone.ts';", '             ^^^^^^^^^^^'];
  const payload = JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage: 'no', trace });

  expect(linesOfFailedInvocation(payload)).toEqual(['Runtime.ImportModuleError: no', ...trace]);
});

it('shows few frames', () => {
  const frame = `    at f (${ROOT}/src/steps/decide.ts:1:1)`;

  expect(framesOf(Array(9).fill(frame))).toEqual(Array(3).fill('    at f (src/steps/decide.ts:1:1)'));
});
