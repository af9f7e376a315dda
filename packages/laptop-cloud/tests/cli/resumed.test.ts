import { announceResumed } from '../../src/cli/start/resumed.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { ExecutionRecord } from '../../src/services/stepfunctions/execution-record.ts';

function told(goingOn: string[], lost: string[]): string[] {
  const lines: string[] = [];
  const paint = { red: (text: string) => text } as Terminal['paint'];
  const recordOf = (name: string) => ({ name, cause: `Cause of ${name}` }) as ExecutionRecord;
  const terminal = { paint, line: (text = '') => void lines.push(text) } as Terminal;
  announceResumed(terminal, { goingOn: goingOn.map(recordOf), lost: lost.map(recordOf) });
  return lines.filter(Boolean);
}

it('says nothing where nothing was under way', () => {
  expect(told([], [])).toEqual([]);
});

it('names what goes on, the first of many, and why the others ended', () => {
  expect(told(['a'], [])).toEqual(['Goes on with an execution that ran when it stopped: a']);
  expect(told(['a', 'b', 'c', 'd', 'e', 'f'], ['x'])).toEqual([
    'Goes on with 6 executions that ran when it stopped: a, b, c, d, e ...',
    'Execution x ended. Cause of x',
  ]);
});
