import { EventEmitter } from 'node:events';
import { outliveStrayFailures } from '../../src/cli/start/stray-failures.ts';

it('says what failed without anybody waiting, and lets the process go on until care ends', () => {
  const host = new EventEmitter();
  const lines: string[] = [];

  const endCare = outliveStrayFailures(host, (line) => lines.push(line));
  const isHandled = host.emit('unhandledRejection', new Error('the journal is closed'));
  endCare();

  expect(isHandled).toBe(true);
  expect(lines).toEqual([expect.stringContaining('the journal is closed')]);
  expect(host.emit('unhandledRejection', new Error('later'))).toBe(false);
});
