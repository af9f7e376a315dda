// The short form of a fault rule on a command line: `state=DetectFace,nth=1-2,do=error,error=ThrottlingException`.
import { type FaultRule, FaultRuleError, parseFaultRule } from './rule.ts';

const NUMERIC: ReadonlySet<string> = new Set(['probability', 'seed', 'ms']);
const PARTS = ['state', 'resource', 'service', 'nth', 'probability', 'seed', 'do', 'error', 'cause', 'ms'];

/** Reads one rule from its flag form. A comma inside a value is written `\,`. Throws FaultRuleError naming the bad part. */
export function parseFaultFlag(text: string): FaultRule {
  const label = `fault rule "${text}"`;
  const value: Record<string, unknown> = {};
  for (const part of text.split(/(?<!\\),/)) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (equals < 1) throw new FaultRuleError(`${label}: "${part}" is not of the form name=value`);
    if (!PARTS.includes(name))
      throw new FaultRuleError(`${label}: unknown part ${name}; the parts are ${PARTS.join(', ')}`);
    if (name in value) throw new FaultRuleError(`${label}: ${name} is given twice`);
    value[name] = readPart(name, part.slice(equals + 1).replaceAll('\\,', ','), label);
  }
  return parseFaultRule(value, label);
}

/** The flag form of a rule, so that reading it again gives the same rule. */
export function formatFaultFlag(rule: FaultRule): string {
  const texts: Partial<Record<string, string>> = {
    ...Object.fromEntries(PARTS.map((name) => [name, rule[name as keyof FaultRule]?.toString()])),
    nth: rule.nth?.map(formatRange).join('+'),
  };
  return PARTS.filter((name) => texts[name] !== undefined)
    .map((name) => `${name}=${texts[name]?.replaceAll(',', '\\,')}`)
    .join(',');
}

function formatRange({ from, to }: { from: number; to: number }): string {
  if (from === to) return `${from}`;
  return to === Number.POSITIVE_INFINITY ? `${from}-` : `${from}-${to}`;
}

function readPart(name: string, text: string, label: string): string | number {
  if (!NUMERIC.has(name)) return text;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new FaultRuleError(`${label}: ${name}=${text} is not a number`);
  return number;
}
