// What a recheck finds, counted: of a part of the photos, and the sum of all parts. The sum does not depend on how the photos were
// parted, nor on the order of the parts.

import { FINDING_CODES, type FindingCode, finding } from './finding.ts';
import { type JudgedAgain, judgeAgain, type Rules } from './judge-again.ts';
import { BINS, binsOf, type MeasureName } from './measure-scales.ts';
import { type Measures, type Said, saidIn } from './measures.ts';
import type { StockLine } from './recheck.ts';
import { decide, decideWithPeople } from './verdict.ts';

/** `approved>retake`: what the rules said then, and what they would say. */
export type Move = string;

/** How the rules stand to what people decided on the same photos. */
export interface Agreement {
  agree: number;
  /** The rules leave it to people. */
  ask: number;
  against: number;
  unknown: number;
}

export interface Example {
  photoId: string;
  /** Rules that say something else than they did. */
  codes: FindingCode[];
}

export interface RecheckReport {
  photos: number;
  /** Without measures; judged by nobody. */
  withoutMeasures: number;
  /** All verdicts, also those that stay. */
  moves: Record<Move, number>;
  rules: Partial<Record<FindingCode, { changed: number; unknown: number; moves: Record<Move, number> }>>;
  people: { photos: number; before: Agreement; now: Agreement };
  examples: Record<Move, Example[]>;
  histograms: Partial<Record<MeasureName, { all: number[]; moved: number[] }>>;
}

/** As many as are kept of each move: those with the first ids, whoever saw them. */
const MOST_EXAMPLES = 6;

const nobody = (): Agreement => ({ agree: 0, ask: 0, against: 0, unknown: 0 });

export function emptyReport(): RecheckReport {
  return {
    photos: 0,
    withoutMeasures: 0,
    moves: {},
    rules: {},
    people: { photos: 0, before: nobody(), now: nobody() },
    examples: {},
    histograms: {},
  };
}

/** Judges a photo again and counts it; gives what would become of it. */
export function countPhoto(report: RecheckReport, line: StockLine, rules: Rules): JudgedAgain | undefined {
  const { measures } = line;
  report.photos += 1;
  if (!measures) {
    report.withoutMeasures += 1;
    count(report.moves, `${line.status}>unknown`);
    countPeople(report, line, 'unknown', 'unknown');
    return undefined;
  }
  const { said } = measures;
  const before = verdictThen(said, rules);
  const judged = judgeAgain(measures, rules);
  const move = `${before}>${judged.verdict}`;
  count(report.moves, move);
  countPeople(report, line, before, judged.verdict);
  const isMoved = before !== judged.verdict;
  countBins(report, measures, isMoved);
  const says = saidIn(judged.findings);
  // Of one that lacks its measure nobody knows what it would say.
  const changed = FINDING_CODES.filter((code) => says[code] !== said[code] && !judged.unknown.includes(code));
  for (const code of changed) {
    const rule = ruleOf(report, code);
    rule.changed += 1;
    if (isMoved) count(rule.moves, move);
  }
  if (judged.verdict === 'unknown') for (const code of judged.unknown) ruleOf(report, code).unknown += 1;
  if (isMoved) {
    keepExamples(report.examples, move, [{ photoId: line.photoId, codes: [...changed, ...judged.unknown] }]);
  }
  return judged;
}

/** Adds a part to the sum. */
export function addReport(sum: RecheckReport, part: RecheckReport): void {
  sum.photos += part.photos;
  sum.withoutMeasures += part.withoutMeasures;
  addCounts(sum.moves, part.moves);
  for (const [code, { changed, unknown, moves }] of Object.entries(part.rules)) {
    const rule = ruleOf(sum, code as FindingCode);
    rule.changed += changed;
    rule.unknown += unknown;
    addCounts(rule.moves, moves);
  }
  sum.people.photos += part.people.photos;
  for (const when of ['before', 'now'] as const)
    for (const key of Object.keys(sum.people[when]) as (keyof Agreement)[])
      sum.people[when][key] += part.people[when][key];
  for (const [move, examples] of Object.entries(part.examples)) keepExamples(sum.examples, move, examples);
  for (const [name, { all, moved }] of Object.entries(part.histograms)) {
    const bins = binsIn(sum, name as MeasureName);
    for (let at = 0; at < BINS; at++) {
      bins.all[at]! += all[at] ?? 0;
      bins.moved[at]! += moved[at] ?? 0;
    }
  }
}

/** How many would have another answer, as far as that is known. */
export function movedPhotos({ moves }: RecheckReport): number {
  return Object.entries(moves)
    .filter(([move]) => isMove(move) && !move.endsWith('>unknown'))
    .reduce((sum, [, photos]) => sum + photos, 0);
}

export function isMove(move: Move): boolean {
  const [before, now] = move.split('>');
  return before !== now;
}

function verdictThen(said: Said, { rejectionNeedsPerson }: Rules) {
  const findings = Object.entries(said).map(([code, status]) => finding(code as FindingCode, status));
  return (rejectionNeedsPerson ? decideWithPeople : decide)(findings).verdict;
}

function countPeople(report: RecheckReport, line: StockLine, before: string, now: string): void {
  if (!line.isByPeople || line.status === 'expired') return;
  report.people.photos += 1;
  const kindOf = (verdict: string): keyof Agreement => {
    if (verdict === 'unknown') return 'unknown';
    if (verdict === 'review') return 'ask';
    return verdict === line.status ? 'agree' : 'against';
  };
  report.people.before[kindOf(before)] += 1;
  report.people.now[kindOf(now)] += 1;
}

function countBins(report: RecheckReport, measures: Measures, isMoved: boolean): void {
  for (const [name, at] of binsOf(measures)) {
    const bins = binsIn(report, name);
    bins.all[at]! += 1;
    if (isMoved) bins.moved[at]! += 1;
  }
}

function binsIn({ histograms }: RecheckReport, name: MeasureName): { all: number[]; moved: number[] } {
  histograms[name] ??= { all: Array(BINS).fill(0), moved: Array(BINS).fill(0) };
  return histograms[name];
}

function ruleOf({ rules }: RecheckReport, code: FindingCode) {
  rules[code] ??= { changed: 0, unknown: 0, moves: {} };
  return rules[code];
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

function addCounts(sum: Record<string, number>, part: Readonly<Record<string, number>>): void {
  for (const [key, number] of Object.entries(part)) sum[key] = (sum[key] ?? 0) + number;
}

function keepExamples(examples: RecheckReport['examples'], move: Move, more: readonly Example[]): void {
  const sorted = [...(examples[move] ?? []), ...more].sort((one, other) =>
    one.photoId < other.photoId ? -1 : 1,
  );
  examples[move] = sorted.slice(0, MOST_EXAMPLES);
}
