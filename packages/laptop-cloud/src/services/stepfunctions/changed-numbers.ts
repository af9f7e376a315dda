// Numbers of JSON that states see as others: an execution works with doubles, as the Developer Guide says of AWS, too.
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-data.html
import { MOST_TOLD, namesOf } from '../complaints.ts';

/** So many digits come back from a double as they went in. */
const MAYBE_TOO_LONG = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** Those of a JSON text that no double holds, as they are written there and as states see them. */
export function changedNumbers(text: string): { written: string; seen: number }[] {
  if (!MAYBE_TOO_LONG.test(text)) return [];
  const changed: { written: string; seen: number }[] = [];
  JSON.parse(text, (_key, value: unknown, { source }: { source?: string } = {}) => {
    if (typeof value === 'number' && source !== undefined && !isSame(source, value))
      changed.push({ written: source, seen: value });
    return value;
  });
  return changed;
}

/** Says so, once for a text, naming the numbers. */
export function warnOfChangedNumbers(log: (line: string) => void, what: string, text: string): void {
  const changed = changedNumbers(text);
  if (changed.length === 0) return;
  const told = changed.slice(0, MOST_TOLD).map(({ written, seen }) => `${shortened(written)} as ${seen}`);
  log(
    `stepfunctions: ${what} has numbers that no double holds, so states see ${namesOf(told)}; give them as text`,
  );
}

const shortened = (written: string) => (written.length > 40 ? `${written.slice(0, 40)}...` : written);

function isSame(written: string, seen: number): boolean {
  return Number.isFinite(seen) && normalized(written) === normalized(String(seen));
}

/** The digits that count, and the power of ten behind them. */
function normalized(number: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${exponent}`;
}
