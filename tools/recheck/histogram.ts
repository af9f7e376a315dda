// One measure as a picture: how many photos have which value, and where the bounds lie.

import type { Configuration } from '../../src/domain/configuration.ts';
import { BINS, MEASURE_SCALES, type MeasureName } from '../../src/domain/measure-scales.ts';

const WIDTH = 320;
const HEIGHT = 96;
const BASE = 80;

/** Empty for a measure that no photo has. */
export function histogram(
  name: MeasureName,
  bins: { all: readonly number[]; moved: readonly number[] } | undefined,
  deployed: Configuration,
  tried: Configuration,
): string {
  const { title, unit, from, to, bounds } = MEASURE_SCALES[name];
  if (!bins) return '';
  const most = Math.max(1, ...bins.all);
  const width = WIDTH / BINS;
  const bars = (heights: readonly number[], kind: string) =>
    heights
      .map((count, at) => {
        if (count === 0) return '';
        const height = Math.max(1, (count / most) * (BASE - 6));
        return `<rect class="${kind}" x="${at * width}" y="${round(BASE - height)}" width="${round(width - 0.5)}" height="${round(height)}"/>`;
      })
      .join('');
  const lines = (values: readonly number[], kind: string) =>
    values
      .filter((value) => value >= from && value <= to)
      .map((value) => {
        const x = round(((value - from) / (to - from)) * WIDTH);
        return `<line class="${kind}" x1="${x}" x2="${x}" y1="0" y2="${BASE}"><title>${value} ${unit}</title></line>`;
      })
      .join('');
  const words = `${title}: ${bins.all.reduce((sum, count) => sum + count, 0)} photos`;
  return `<figure><figcaption>${title.replaceAll("'", '&#39;')}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.replaceAll("'", '&#39;')}">${bars(bins.all, 'all')}${bars(bins.moved, 'moved')}${lines(bounds(deployed), 'old')}${lines(bounds(tried), 'new')}<text x="0" y="92">${from} ${unit}</text><text x="${WIDTH}" y="92" text-anchor="end">${to} ${unit}</text></svg></figure>`;
}

const round = (value: number): number => Math.round(value * 100) / 100;
