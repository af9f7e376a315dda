// What is measured, what it should be, and how both are read.

export interface Mark {
  name: string;
  measured: number;
  /** As it is printed: `ms`, `%`, `transitions/s`. */
  unit: string;
  /** Without it the figure is told, not judged. */
  goal?: { atMost: number } | { atLeast: number };
  /** Digits after the point. Default none. */
  digits?: number;
}

/** Whether the goal is not reached; what could not be measured (NaN) reaches none. */
export function isMissed({ measured, goal }: Mark): boolean {
  if (goal === undefined) return false;
  return !('atMost' in goal ? measured <= goal.atMost : measured >= goal.atLeast);
}

/** The middle of the values, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}

/** The marks as lines of text: mark, measured, goal, ok. */
export function tableOf(marks: readonly Mark[]): string {
  const rows = [HEADING, ...marks.map(cellsOf)];
  const widths = HEADING.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) => row.map((cell, column) => ALIGN[column]!(cell, widths[column]!)))
    .map(lineOf)
    .join('\n');
}

const HEADING = ['mark', 'measured', 'goal', 'ok'];

const left = (cell: string, width: number): string => cell.padEnd(width);
const right = (cell: string, width: number): string => cell.padStart(width);
const ALIGN = [left, right, right, left];

function cellsOf(mark: Mark): string[] {
  const measured = amount(mark.measured, mark);
  if (mark.goal === undefined) return [mark.name, measured, '', ''];
  const goal =
    'atMost' in mark.goal ? `<= ${amount(mark.goal.atMost, mark)}` : `>= ${amount(mark.goal.atLeast, mark)}`;
  return [mark.name, measured, goal, isMissed(mark) ? 'MISSED' : 'ok'];
}

function lineOf(cells: string[]): string {
  return cells.join('  ').trimEnd();
}

function amount(value: number, { unit, digits = 0 }: Mark): string {
  const figures = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${value.toLocaleString('en', figures)} ${unit}`;
}
