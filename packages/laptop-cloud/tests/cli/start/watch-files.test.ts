import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Change, type Watch, watchFiles, watchFolders } from '../../../src/cli/start/watch-files.ts';

let folder: string;
let watch: Watch | undefined;
beforeEach(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'watched-'));
});
afterEach(() => {
  watch?.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (...names: string[]) => path.join(folder, ...names);

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await wait(10);
}

it('tells of a content that changes, by writing, by renaming over it, by deleting, and of one that is back', async () => {
  writeFileSync(at('a.json'), '1');
  writeFileSync(at('b.json'), '1');
  const seen: Change[] = [];
  watch = watchFiles([at('a.json'), at('b.json')], (change) => seen.push(change));
  const next = async (act: () => void): Promise<Change | undefined> => {
    const before = seen.length;
    act();
    await until(() => seen.length > before);
    return seen.at(-1);
  };

  expect(await next(() => writeFileSync(at('a.json'), '2'))).toEqual({ file: at('a.json'), kind: 'changed' });
  const replace = (): void => {
    writeFileSync(at('a.json.new'), '3');
    renameSync(at('a.json.new'), at('a.json'));
  };
  expect(await next(replace)).toEqual({ file: at('a.json'), kind: 'changed' });
  expect(await next(() => rmSync(at('a.json')))).toEqual({ file: at('a.json'), kind: 'gone' });
  expect(await next(() => writeFileSync(at('a.json'), '1'))).toEqual({ file: at('a.json'), kind: 'back' });
  // Whatever a touch brings about comes before what comes after it.
  utimesSync(at('a.json'), new Date(), new Date(0));
  expect(await next(() => writeFileSync(at('b.json'), '2'))).toEqual({ file: at('b.json'), kind: 'changed' });
  expect(seen).toHaveLength(5);
});

it('tells of files in folders below, of new folders, too, and of replaced files again and again', async () => {
  mkdirSync(at('steps'));
  let calls = 0;
  watch = watchFolders([folder], () => {
    calls += 1;
  });
  const next = async (act: () => void): Promise<void> => {
    const before = calls;
    act();
    await until(() => calls > before);
  };
  const replace = (text: string) => () => {
    writeFileSync(at('new'), text);
    renameSync(at('new'), at('steps', 'a.ts'));
  };

  await next(replace('1'));
  await next(replace('2'));
  await next(replace('3'));
  await next(() => mkdirSync(at('more')));
  await next(() => writeFileSync(at('more', 'b.ts'), '1'));

  expect(calls).toBeGreaterThanOrEqual(5);
});

it('is quiet once it is closed', async () => {
  writeFileSync(at('a.json'), '1');
  const closed: Change[] = [];
  const open: Change[] = [];
  watchFiles([at('a.json')], (change) => closed.push(change)).close();
  watch = watchFiles([at('a.json')], (change) => open.push(change));

  writeFileSync(at('a.json'), '2');
  await until(() => open.length > 0);

  expect(closed).toEqual([]);
});
