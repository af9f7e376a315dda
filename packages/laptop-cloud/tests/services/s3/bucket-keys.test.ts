import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ObjectVersion } from '../../../src/services/s3/bucket.ts';
import { openBucketKeys } from '../../../src/services/s3/bucket-keys.ts';
import { takeOverKeyFiles } from '../../../src/services/s3/key-files.ts';
import { compareKeys } from '../../../src/services/s3/key-order.ts';

let folder: string;
let file: string;
let indexFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 's3-keys-'));
  file = join(folder, 'keys.jsonl');
  indexFile = join(folder, 'keys.index');
});
afterEach(() => rmSync(folder, { recursive: true }));

const version = (etag: string) => ({ versionId: 'null', etag, size: 1 }) as ObjectVersion;
const allOf = (keys: ReturnType<typeof openBucketKeys>) =>
  [...keys.from('')].map((key) => [key, keys.get(key)?.[0]?.etag]);

it('hold what was last set, in the order of their bytes, across restarts and while the file is written anew', async () => {
  const key = fc.constantFrom('a', 'a/1', 'a/2', 'b', 'é', '', '\u{1f6b4}', '"quoted\\"', 'line\nend');
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ key, etag: fc.string({ maxLength: 30 }) }) },
    { weight: 3, arbitrary: fc.record({ key, gone: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.constant('reopen' as const) },
    { weight: 1, arbitrary: fc.constant('keep' as const) },
    { weight: 2, arbitrary: fc.constant('settle' as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.string({ maxLength: 2 }), async (steps, start) => {
      for (const each of [file, indexFile]) rmSync(each, { force: true });
      const bounds = { leastStaleBytes: 200, leastUnkeptBytes: 1 };
      const model = new Map<string, string>();
      let keys = openBucketKeys(file, bounds);

      for (const one of steps) {
        if (one === 'settle') await keys.settled();
        else if (one === 'keep') keys.keepIndex();
        else if (one === 'reopen') {
          keys.close();
          await keys.settled();
          keys = openBucketKeys(file, bounds);
        } else if ('gone' in one) {
          keys.set(one.key, []);
          model.delete(one.key);
        } else {
          keys.set(one.key, [version(one.etag)]);
          model.set(one.key, one.etag);
        }
      }
      const expected = [...model].sort(([a], [b]) => compareKeys(a, b));
      const before = allOf(keys);
      const fromStart = [...keys.from(start)];
      await keys.settled();
      keys.close();
      const again = openBucketKeys(file, bounds);

      expect(before).toEqual(expected);
      expect(fromStart).toEqual(
        expected.map(([name]) => name).filter((name) => compareKeys(name, start) >= 0),
      );
      expect(allOf(again)).toEqual(expected);
      expect(again.size).toBe(expected.length);
      again.close();
    }),
    { numRuns: 60 },
  );
});

it('stay away when they go while the file is written anew', async () => {
  let keys = openBucketKeys(file, { leastStaleBytes: 100 });
  keys.set('other', [version('1')]);
  // Each of them makes the one before it count no longer: the file is soon written anew, and 'a' is copied at once.
  for (const etag of ['1', '2', '3', '4']) keys.set('a', [version(etag)]);
  keys.set('a', []);
  await keys.settled();
  keys.close();

  keys = openBucketKeys(file);

  expect(allOf(keys)).toEqual([['other', '1']]);
  keys.close();
});

it('are found among thousands, and the file stays within what counts', async () => {
  const keys = openBucketKeys(file, { leastStaleBytes: 10_000 });
  for (let round = 0; round < 3; round += 1)
    for (let number = 0; number < 3000; number += 1) keys.set(`photos/${number}`, [version(`${round}`)]);
  await keys.settled();

  expect(keys.size).toBe(3000);
  expect(keys.get('photos/2999')).toEqual([version('2')]);
  expect([...keys.from('photos/9')].slice(0, 3)).toEqual(['photos/9', 'photos/90', 'photos/900']);
  expect(statSync(file).size).toBeLessThan(9000 * 70);
  keys.close();
});

it('go on as they are when the one who writes the file anew is gone', async () => {
  const keys = openBucketKeys(file, { leastStaleBytes: 100 });
  for (let number = 0; number < 1200; number += 1) keys.set(`${number % 600}`, [version(`${number}`)]);
  keys.close();
  await keys.settled();
  // As a process that was killed would have left it.
  writeFileSync(`${file}.new`, 'half a fi');

  const again = openBucketKeys(file);

  expect(again.size).toBe(600);
  expect(again.get('599')).toEqual([version('1199')]);
  again.close();
});

it('lose the line that a crash has torn, and no other', () => {
  const keys = openBucketKeys(file);
  keys.set('kept', [version('1')]);
  keys.close();
  appendFileSync(file, '{"key":"torn","versi');

  const again = openBucketKeys(file);
  again.set('next', [version('2')]);

  expect(allOf(again)).toEqual([
    ['kept', '1'],
    ['next', '2'],
  ]);
  again.close();
});

it('say where the file is damaged', () => {
  const keys = openBucketKeys(file);
  keys.set('one', [version('1')]);
  keys.close();
  appendFileSync(file, 'not a line of ours\n');

  expect(() => openBucketKeys(file)).toThrow(`${file} is damaged at line 2`);
});

describe('with the index of the last process', () => {
  const bounds = { leastUnkeptBytes: 1 };

  function leave(etags: Readonly<Record<string, string>>): void {
    const keys = openBucketKeys(file, bounds);
    for (const [key, etag] of Object.entries(etags)) keys.set(key, [version(etag)]);
    keys.keepIndex();
    keys.close();
  }

  it('read only the lines that came later', () => {
    leave({ one: '1', two: '2'.repeat(300) });
    const later = openBucketKeys(file, bounds);
    later.set('two', []);
    later.set('three', [version('3')]);
    later.close();
    // Of what stands before, the end alone is looked at: a start that read what is no line would fail.
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole.replace('{"key":"one"', '#"key":"one"'));

    const again = openBucketKeys(file, bounds);

    expect([...again.from('')]).toEqual(['one', 'three']);
    again.close();
  });

  it('have the sequencer of a change that is in the index alone', () => {
    const keys = openBucketKeys(file, bounds);
    keys.set('one', [{ ...version('1'), sequencer: '0A' }]);
    keys.keepIndex();
    keys.close();

    const again = openBucketKeys(file, bounds);

    expect(again.lastSequencer).toBe('0A');
    again.close();
  });

  it.each([
    ['is damaged', () => writeFileSync(indexFile, 'no index')],
    ['lacks lines', () => writeFileSync(indexFile, `${readFileSync(indexFile, 'utf8').split('\n')[0]}\n`)],
    ['is empty', () => writeFileSync(indexFile, '')],
    ['is gone', () => rmSync(indexFile)],
  ])('read every line where the index %s', (_why, spoil) => {
    leave({ one: '1', two: '2' });
    spoil();

    const again = openBucketKeys(file, bounds);

    expect(allOf(again)).toEqual([
      ['one', '1'],
      ['two', '2'],
    ]);
    again.close();
  });

  it('read every line of a file that another has taken the place of', () => {
    leave({ one: '1', two: '2' });
    const index = readFileSync(indexFile);
    rmSync(file);
    leave({ a: '1', b: '2', c: '3' });
    writeFileSync(indexFile, index);

    const again = openBucketKeys(file, bounds);

    expect([...again.from('')]).toEqual(['a', 'b', 'c']);
    again.close();
  });

  it('do not write it again when next to nothing has come', () => {
    leave({ one: '1' });
    const before = statSync(indexFile).ino;
    const keys = openBucketKeys(file, bounds);

    keys.keepIndex();

    expect(statSync(indexFile).ino).toBe(before);
    keys.close();
  });

  it('say where a later line is damaged', () => {
    leave({ one: '1', two: '2' });
    appendFileSync(file, 'not a line of ours\n');

    expect(() => openBucketKeys(file, bounds)).toThrow(`${file} is damaged at line 3`);
  });
});

it('take over the files of earlier releases', () => {
  const old = join(folder, 'keys');
  mkdirSync(old);
  writeFileSync(join(old, 'aa.json'), JSON.stringify({ key: 'ä', versions: [version('1')] }));
  writeFileSync(join(old, 'bb.json.new'), 'half');
  const keys = openBucketKeys(file);

  takeOverKeyFiles(old, keys);

  expect(allOf(keys)).toEqual([['ä', '1']]);
  expect(readFileSync(file, 'utf8')).toContain('"ä"');
  expect(() => statSync(old)).toThrow('ENOENT');
  keys.close();
});
