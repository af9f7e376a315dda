// What was found, as one row for each group and one for all.

import { parseConfiguration } from '../../src/domain/configuration.ts';
import type { Studied } from './study.ts';

/** Approvals, refusals by reason, and persons taken for somebody else at the thresholds of the workflow. */
export function groupTable(studied: readonly Studied[]): string {
  const { reviewPercent, rejectPercent } = parseConfiguration(undefined).duplicate;
  const heading = ['group', 'portraits', 'approved', `alike >= ${reviewPercent}`, `>= ${rejectPercent}`];
  const groups = [...Map.groupBy(studied, ({ group }) => group)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = [...(groups.length > 1 ? groups : []), ['all', studied] as const].map(([name, members]) => [
    name,
    String(members.length),
    share(members, ({ verdict }) => verdict === 'approved'),
    share(members, ({ likeness }) => (likeness ?? 0) >= reviewPercent),
    share(members, ({ likeness }) => (likeness ?? 0) >= rejectPercent),
    reasonsOf(members),
  ]);
  return layOut([[...heading, 'not approved for'], ...rows]);
}

function share(members: readonly Studied[], counts: (one: Studied) => boolean): string {
  const count = members.filter(counts).length;
  return `${count} (${((100 * count) / members.length).toFixed(1)} %)`;
}

function reasonsOf(members: readonly Studied[]): string {
  const reasons = members
    .filter(({ verdict }) => verdict !== 'approved')
    .flatMap(({ verdict, reasons: codes }) => codes.map((code) => `${code} ${verdict}`));
  return [...Map.groupBy(reasons, (reason) => reason)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([reason, { length }]) => `${reason} ${length}`)
    .join(', ');
}

function layOut(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
