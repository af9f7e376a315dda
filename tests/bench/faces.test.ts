import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { costOf, openEndpoint } from '../../bench/faces/endpoint.ts';
import { parseCsv, readPortraits } from '../../bench/faces/portraits.ts';
import { type Studied, studyPortraits } from '../../bench/faces/study.ts';
import { groupTable } from '../../bench/faces/table.ts';
import {
  type LaptopRekognition,
  startRekognition,
} from '../../packages/local-rekognition/tests/laptop-rekognition.ts';
import { longRun } from '../support/long-run.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portraits-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const SAMPLES = join(__dirname, '..', '..', 'samples');
const put = (name: string, as = name) => copyFile(join(SAMPLES, name), join(folder, as));

describe('the portraits of a folder', () => {
  it('come in the order of their names, each in its group', async () => {
    await Promise.all([put('bao.jpg'), put('ada.jpg'), writeFile(join(folder, 'notes.txt'), 'x')]);
    const csv = join(folder, 'who.csv');
    await writeFile(csv, 'file,hair\r\n"bao.jpg","short, grey"\r\npictures/ada.jpg,long\r\n');

    const portraits = await readPortraits(folder, { csv, by: 'hair' });

    expect(portraits.map(({ name, group }) => [name, group])).toEqual([
      ['ada.jpg', 'long'],
      ['bao.jpg', 'short, grey'],
    ]);
  });

  it('are refused where the table does not tell the group', async () => {
    await put('ada.jpg');
    const csv = join(folder, 'who.csv');
    await writeFile(csv, 'file,hair\nbao.jpg,short\n');

    await expect(readPortraits(folder, { csv, by: 'hair' })).rejects.toThrow('no row for ada.jpg');
    await expect(readPortraits(folder, { csv, by: 'hat' })).rejects.toThrow(
      'no column hat; it has file, hair',
    );
    await expect(readPortraits(folder, { csv })).rejects.toThrow('belong together');
  });

  it('are refused where there are none', async () => {
    await expect(readPortraits(folder, {})).rejects.toThrow('holds no JPEG');
  });
});

it('reads quoted cells, and refuses a quote that never ends', () => {
  expect(parseCsv('\uFEFFa,b\n"x ""y""\nz",\n,2\n')).toEqual([
    ['a', 'b'],
    ['x "y"\nz', ''],
    ['', '2'],
  ]);
  expect(() => parseCsv('a,"b')).toThrow('character 3');
});

it('tells before what Amazon will ask for', () => {
  expect(costOf(500)).toContain('2000 calls of Amazon Rekognition, about 2.00 USD');
});

it('knows two endpoints', async () => {
  await expect(openEndpoint('azure', 1, () => undefined)).rejects.toThrow('local or aws, not azure');
});

it('prints a row for each group and one for all', () => {
  const one = (group: string, verdict: string, reasons: string[], likeness: number | null): Studied => ({
    name: 'x.jpg',
    group,
    verdict,
    reasons,
    likeness,
    lookalike: null,
  });

  const table = groupTable([
    one('short', 'approved', [], 91),
    one('long', 'retake', ['POSE', 'TOO_DARK'], null),
    one('long', 'retake', ['POSE'], 99.5),
  ]);

  const rows = table.split('\n').map((line) => line.split(/ {2,}/));
  expect(rows).toEqual([
    ['group', 'portraits', 'approved', 'alike >= 90', '>= 99', 'not approved for'],
    ['long', '2', '0 (0.0 %)', '1 (50.0 %)', '1 (50.0 %)', 'POSE retake 2, TOO_DARK retake 1'],
    ['short', '1', '1 (100.0 %)', '1 (100.0 %)', '0 (0.0 %)'],
    ['all', '3', '1 (33.3 %)', '2 (66.7 %)', '1 (33.3 %)', 'POSE retake 2, TOO_DARK retake 1'],
  ]);
});

longRun.describe('drawn portraits', () => {
  let laptop: LaptopRekognition;
  beforeAll(async () => {
    laptop = await startRekognition();
  });
  afterAll(() => laptop.close());

  it('are judged, compared with each other, and forgotten', async () => {
    await Promise.all([put('ada.jpg'), put('ada-2.jpg'), put('dev.jpg'), put('ada-dark.jpg', 'zoe.jpg')]);

    const studied = await Array.fromAsync(studyPortraits(laptop.client, await readPortraits(folder, {})));

    expect(studied.map(({ name, verdict, reasons }) => [name, verdict, reasons])).toEqual([
      ['ada-2.jpg', 'approved', []],
      ['ada.jpg', 'approved', []],
      ['dev.jpg', 'approved', []],
      ['zoe.jpg', 'retake', ['TOO_DARK']],
    ]);
    expect(studied[1]).toMatchObject({ lookalike: 'ada-2.jpg', likeness: expect.any(Number) });
    expect(studied[1]!.likeness).toBeGreaterThan(99);
    expect(studied[2]!.likeness).toBeLessThan(80);
    await expect(laptop.client.send(new ListCollectionsCommand({}))).resolves.toMatchObject({
      CollectionIds: [],
    });
  });
});
