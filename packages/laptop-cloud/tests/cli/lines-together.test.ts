import { linesTogether } from '../../src/cli/lines-together.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

it('writes the lines of one turn as one, in their order, and none twice', async () => {
  const written: (string | undefined)[] = [];
  const { line } = linesTogether({ line: (text) => void written.push(text) } as Terminal);

  line('one');
  await Promise.resolve();
  line();
  line('two');
  expect(written).toEqual([]);
  await new Promise(setImmediate);
  line('three');
  await new Promise(setImmediate);

  expect(written).toEqual(['one\n\ntwo', 'three']);
});
