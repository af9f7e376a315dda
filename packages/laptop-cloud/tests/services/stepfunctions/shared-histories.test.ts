import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HistoryPlace, SharedHistories } from '../../../src/services/stepfunctions/shared-histories.ts';

let folder: string;
let shared: SharedHistories;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
  shared = opened();
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = () => new SharedHistories(join(folder, 'shared'));
const aPlace = (arn: string): HistoryPlace => ({ arn, file: join(folder, arn), bursts: [], isTold: false });
const ownText = ({ file }: HistoryPlace) => readFileSync(file, 'utf8');
const LARGE = JSON.stringify('x'.repeat(3 * 2 ** 20));

it('reads what was written of one among others, of any characters', () => {
  const [one, other] = [aPlace('é:1'), aPlace('é:2')];
  shared.append([
    [one, '"ü"'],
    [other, '"else"'],
  ]);
  shared.append([[one, '[1,2]']]);

  expect(shared.read(one.arn, one.bursts!)).toEqual(['"ü"', '[1,2]']);
  expect(shared.read(other.arn, one.bursts!)).toEqual(['damaged', 'damaged']);
});

it('a line that was damaged is one that cannot be read in its own file, too', () => {
  const left = aPlace('left');
  for (const text of ['1', '"two"', '3']) shared.append([[left, text]]);
  const file = join(folder, 'shared', '1.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').replace('two', 't"o'));

  opened().recover(new Map([['left', { file: left.file, bursts: undefined }]]));

  expect(ownText(left)).toBe('1\n"t"o"\n3\n');
});

it('gives what a process that was killed has left under way its own file, and nothing else', () => {
  const [left, ended] = [aPlace('left'), aPlace('ended')];
  shared.append([
    [left, '1'],
    [ended, '2'],
  ]);
  shared.append([[left, '3']]);
  appendFileSync(join(folder, 'shared', '1.jsonl'), '{"of":"left","burst":[4');

  opened().recover(new Map([['left', { file: left.file, bursts: undefined }]]));

  expect(ownText(left)).toBe('1\n3\n');
  expect(existsSync(ended.file)).toBe(false);
});

it('what has its own file keeps it, whatever lies in the shared one', () => {
  const left = aPlace('left');
  shared.append([[left, '1']]);
  shared.move([left]);
  appendFileSync(left.file, '2\n');

  opened().recover(new Map([['left', { file: left.file, bursts: undefined }]]));

  expect(ownText(left)).toBe('1\n2\n');
  expect(left.bursts).toBeUndefined();
});

it('what was redriven and has written nothing since is found by its record alone, in whichever file it lies', () => {
  const redriven = aPlace('redriven');
  shared.append([[redriven, '1']]);
  shared.settle(redriven);
  for (const name of ['a', 'b', 'c']) {
    shared.append([[aPlace(name), LARGE]]);
    shared.append([[aPlace(name), LARGE]]);
    shared.endBurst();
  }

  opened().recover(new Map([['redriven', redriven]]));

  expect(ownText(redriven)).toBe('1\n');
});

it('begins another file when one is large, and what is under way in the one before the last has its own by then', () => {
  const places = [1, 2, 3].map((at) => aPlace(`p${at}`));
  for (const place of places) {
    shared.append([[place, LARGE]]);
    shared.append([[place, LARGE]]);
    shared.endBurst();
  }

  expect(readdirSync(join(folder, 'shared')).sort()).toEqual(['1.jsonl', '2.jsonl', '3.jsonl']);
  expect(places.map(({ file }) => existsSync(file))).toEqual([true, true, false]);
  // A crash now: the last two files tell of the third.
  opened().recover(new Map(places.map((place) => [place.arn, { file: place.file, bursts: undefined }])));
  expect(places.map(ownText)).toEqual(Array(3).fill(`${LARGE}\n${LARGE}\n`));
});

it('removes the files that nobody names but the one that is written to', () => {
  for (const name of ['a', 'b', 'c']) {
    shared.append([[aPlace(name), LARGE]]);
    shared.append([[aPlace(name), LARGE]]);
    shared.endBurst();
  }
  shared.append([[aPlace('d'), '1']]);
  const again = opened();

  again.keepOnly(new Set([2]));

  expect(readdirSync(join(folder, 'shared')).sort()).toEqual(['2.jsonl', '4.jsonl']);
});

it('an orderly end leaves a file of its own to each that is under way', () => {
  const [left, ended] = [aPlace('left'), aPlace('ended')];
  shared.append([
    [left, '1'],
    [ended, '2'],
  ]);
  shared.settle(ended);

  shared.close();

  expect(ownText(left)).toBe('1\n');
  expect(existsSync(ended.file)).toBe(false);
});
