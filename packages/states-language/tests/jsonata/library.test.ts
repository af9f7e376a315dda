// When the jsonata package is loaded, in a process of its own: this one has it long since.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const TRY = `
const isLoaded = () => Object.keys(require.cache).some((file) => file.includes('jsonata.js'));
import(process.argv[1]).then(async () => {
  const before = isLoaded();
  const { compile } = await import(process.argv[2]);
  const value = await compile('1 + 1').evaluate({});
  console.log(JSON.stringify([before, value, isLoaded()]));
});`;

it('is loaded with the first expression, and not by an import of the engine', () => {
  const src = join(__dirname, '../../src');
  const files = [join(src, 'states-language.ts'), join(src, 'jsonata/library.ts')];
  const said = execFileSync(process.execPath, ['-e', TRY, ...files], { encoding: 'utf8' });

  expect(JSON.parse(said)).toEqual([false, 2, true]);
});
