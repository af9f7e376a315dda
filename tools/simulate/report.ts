import { dollars } from '../cost/dollars.ts';
import type { CostLine } from '../cost/prices.ts';
import type { BurstOptions } from './burst.ts';
import type { BurstReport } from './burst-report.ts';

/** The answer first, then what it took. */
export function printBurst(options: BurstOptions, report: BurstReport, cost: CostLine[]): void {
  const { photos, withinSeconds, tps, detectFacesTps, maxConcurrentPhotos } = options;
  const sorted = report.waitedSeconds.toSorted((a, b) => a - b);
  const at = (share: number) =>
    time(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  const total = cost.reduce((sum, { usd }) => sum + usd, 0);
  const rows: [string, string][] = [
    ['uploads', `${photos} within ${withinSeconds} s`],
    [
      'quotas',
      `${tps} calls a second, DetectFaces ${detectFacesTps}; at most ${maxConcurrentPhotos} photos at a time`,
    ],
    [
      'all answered after',
      `${time(report.seconds)}, ${(photos / report.seconds).toFixed(1)} photos a second`,
    ],
    ['a rider waited', `${at(0.5)} (half of them), ${at(0.95)} (19 of 20), ${at(1)} (the last)`],
    ['most photos at a time', String(report.mostInFlight)],
    ['calls throttled', callsThrottled(report)],
    ['cost', `${dollars(total)}, ${dollars((total / photos) * 1000)} for 1,000 photos`],
    ...cost.map(({ what, usd, detail }): [string, string] => [`  ${what}`, `${dollars(usd)}  ${detail}`]),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(`${report.failed} failed${report.failed > 0 ? `: ${errorsOf(report)}` : ''}`);
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
}

function callsThrottled({ calls, lambdaThrottles }: BurstReport): string {
  const turned = Object.entries(calls).filter(([, { throttled }]) => throttled > 0);
  const words = turned.map(([api, { throttled, taken }]) => `${api} ${throttled} beside ${taken}`);
  if (lambdaThrottles > 0) words.push(`Lambda ${lambdaThrottles}`);
  return words.length > 0 ? words.join(', ') : 'none';
}

function errorsOf({ errors }: BurstReport): string {
  return Object.entries(errors)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
}

function time(seconds: number): string {
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
