import { PassThrough } from 'node:stream';
import { createTerminal, cutToWidth } from '../../src/cli/terminal.ts';

const DIM = '\x1b[2m';
const END = '\x1b[22m';

it.each([
  ['abc', 5, 'abc'],
  ['abcdef', 3, 'abc'],
  [`${DIM}abcdef${END}`, 3, `${DIM}abc${END}`],
  [`a${DIM}b${END}cd`, 3, `a${DIM}b${END}c`],
  ['日本語', 5, '日本'],
  ['e\u0301e\u0301', 1, 'e\u0301'],
])('cuts %j to %i columns', (text, width, cut) => {
  expect(cutToWidth(text, width)).toBe(cut);
});

it('shows a status line where the terminal does not know its width', () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 0 });
  createTerminal(stream).status('at work');
  expect(String(stream.read())).toBe('at work');
});
