// The report of a recheck as lines for a terminal.

import { FINDINGS, type FindingCode } from '../../src/domain/finding.ts';
import { type Agreement, isMove, movedPhotos } from '../../src/domain/recheck-report.ts';
import type { FoundReport } from './report.ts';

const COLUMNS = ['approved', 'review', 'retake', 'rejected', 'unknown'];
const number = new Intl.NumberFormat('en');

export function reportTable({ report, broken }: FoundReport): string {
  const { photos, moves, rules, people, withoutMeasures } = report;
  // Beside those that nothing was measured of.
  const unknown =
    Object.entries(moves).reduce((sum, [move, count]) => sum + (move.endsWith('>unknown') ? count : 0), 0) -
    withoutMeasures;
  const lines = [
    `\n${number.format(photos)} photos, ${number.format(movedPhotos(report))} would have another answer (${share(movedPhotos(report), photos)})${unknown > 0 ? `; of ${number.format(unknown)} it is unknown` : ''}`,
    ...(withoutMeasures > 0
      ? [`${number.format(withoutMeasures)} were answered before measures were kept: unknown`]
      : []),
    ...Object.entries(broken).map(
      ([error, count]) => `${number.format(count)} could not be looked at: ${error}`,
    ),
    '',
    `  ${'from, downwards'.padEnd(16)}${COLUMNS.map((column) => column.padStart(10)).join('')}`,
    ...ROWS.filter((from) => COLUMNS.some((to) => moves[`${from}>${to}`])).map(
      (from) =>
        `  ${from.padEnd(16)}${COLUMNS.map((to) => cell(moves[`${from}>${to}`]).padStart(10)).join('')}`,
    ),
  ];
  const changed = Object.entries(rules).sort(([, one], [, other]) => other.changed - one.changed);
  if (changed.length > 0) lines.push('', '  rules that would say something else');
  for (const [code, rule] of changed) {
    const moved = Object.entries(rule.moves).map(
      ([move, count]) => `${number.format(count)} ${move.replace('>', ' to ')}`,
    );
    if (rule.unknown > 0) moved.push(`${number.format(rule.unknown)} lack what it measures`);
    lines.push(
      `  ${FINDINGS[code as FindingCode].title.en.padEnd(30)}${cell(rule.changed).padStart(8)}  ${moved.join(', ')}`,
    );
  }
  if (people.photos > 0)
    lines.push(
      '',
      `  ${number.format(people.photos)} of them people decided. Rules as they were: ${agreement(people.before)}`,
      `  ${''.padEnd(String(number.format(people.photos)).length)} rules as they would be: ${agreement(people.now)}`,
    );
  return lines.join('\n');
}

/** Photos without measures are counted by their answer. */
const ROWS = ['approved', 'review', 'retake', 'rejected', 'expired'];

export function agreement({ agree, ask, against, unknown }: Agreement): string {
  return [
    `agree ${number.format(agree)}`,
    `leave it to people ${number.format(ask)}`,
    `against ${number.format(against)}`,
    ...(unknown > 0 ? [`unknown ${number.format(unknown)}`] : []),
  ].join(', ');
}

export function movesOf(moves: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(moves)
    .filter(([move]) => isMove(move))
    .sort(([, one], [, other]) => other - one);
}

export const cell = (count: number | undefined): string => (count ? number.format(count) : '·');

function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((100 * part) / whole).toFixed(1)} %`;
}
