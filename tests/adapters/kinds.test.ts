// Every kind of picture that a phone, a camera, an editor or a messenger makes, through the code that reads uploads.

import { toWorkingCopy } from '../../src/adapters/image.ts';
import { readImage } from '../../src/adapters/image-reading.ts';
import { judgeFile } from '../../src/domain/file-findings.ts';
import { DEFAULTS } from '../domain/portrait.ts';
import { cases } from '../support/long-run.ts';
import { CHART_SIZE, COLOURS, patchesIn } from './chart.ts';
import { colourDifference } from './ciede2000.ts';
import { KINDS } from './kinds.ts';

const all = Object.entries(KINDS);
/** Neighbours in the list resemble each other. */
const isOften = (_: unknown, at: number) => at % 4 === 0;
it.each(
  cases(
    all.filter(isOften),
    all.filter((kind, at) => !isOften(kind, at)),
  ),
)('%s is read, upright and in its colours', async (_, kind) => {
  const image = await readImage(await kind.make());
  const findings = judgeFile(image.facts, DEFAULTS, image.fault);
  expect(findings.filter(({ status }) => status !== 'passed')).toEqual([]);
  if (kind.space !== undefined) expect(image.facts.colours).toEqual({ space: kind.space, isUsable: true });

  const copy = await toWorkingCopy(image, { maxPixels: DEFAULTS.image.maxPixels });

  expect(copy).toMatchObject(CHART_SIZE);
  const patches = await patchesIn(copy.bytes);
  const expected = kind.patches ?? COLOURS;
  const differences = patches.map((patch, i) => colourDifference(patch, expected[i] ?? [0, 0, 0]));
  expect(Math.max(...differences)).toBeLessThanOrEqual(kind.within ?? 2);
});

it('are at least sixty', () => expect(Object.keys(KINDS).length).toBeGreaterThanOrEqual(60));
