// docs/screens: every screen of the browser's suite has its picture and its line, and none is heavier than a repository bears.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const FOLDER = path.join(ROOT, 'docs/screens');
const JOURNEYS = path.join(ROOT, 'tests/browser/journeys');

const pictures = readdirSync(FOLDER).filter((name) => name.endsWith('.webp'));
const drawn = readdirSync(JOURNEYS)
  .flatMap((name) => [
    ...readFileSync(path.join(JOURNEYS, name), 'utf8').matchAll(/'((?:rider|desk)-[a-z-]+)'/g),
  ])
  .map(([, name]) => `${name}.webp`);

it('has a picture of each screen that the suite looks at, and no other', () => {
  expect(drawn.length).toBeGreaterThan(25);
  expect(pictures.sort()).toEqual([...new Set(drawn)].sort());
});

it('lists each', () => {
  const readme = readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
  const listed = [...readme.matchAll(/\(([\w-]+\.webp)\)/g)].map(([, name]) => name);
  expect(listed.sort()).toEqual(pictures.sort());
});

it('weighs little', () => {
  const heavy = pictures.filter((name) => statSync(path.join(FOLDER, name)).size > 20 * 1024);
  expect(heavy).toEqual([]);
});
