// Attribute values that are already as they are kept, as a program that uses an SDK sends nearly all of them: they are looked at once, in one
// pass that reckons their size. What is not plain may well be right; the engine says so, or what is wrong with it.

import { SHORT_NAME } from './attribute-names.ts';

/** Instead of a size. */
export const NOT_PLAIN = -1;

/** As deep as values go. */
const MOST_LEVELS = 32;

type Members = Readonly<Record<string, unknown>>;

/** Bytes of an item, as the engine reckons them; NOT_PLAIN if one of its values is not, or it is no object. */
export function plainItemSize(item: unknown, level = 1): number {
  if (!isObject(item)) return NOT_PLAIN;
  let bytes = 0;
  for (const name in item) {
    if (level === 1 && (name === '' || name.length > SHORT_NAME)) return NOT_PLAIN;
    const size = plainSize(item[name], level);
    if (size === NOT_PLAIN) return NOT_PLAIN;
    bytes += name.length + size;
  }
  return bytes;
}

function plainSize(value: unknown, level: number): number {
  if (!isObject(value) || level > MOST_LEVELS) return NOT_PLAIN;
  let type: string | undefined;
  for (const name in value) {
    if (type !== undefined) return NOT_PLAIN;
    type = name;
  }
  const inner = value[type as string];
  switch (type) {
    case 'S':
      return typeof inner === 'string' ? inner.length : NOT_PLAIN;
    case 'N':
      return numberSize(inner);
    case 'BOOL':
      return typeof inner === 'boolean' ? 1 : NOT_PLAIN;
    case 'NULL':
      return inner === true ? 1 : NOT_PLAIN;
    case 'M':
      return mapSize(inner, level);
    case 'L':
      return listSize(inner, level);
    case 'SS':
      return setSize(inner, (text) => (typeof text === 'string' ? text.length : NOT_PLAIN));
    case 'NS':
      return setSize(inner, numberSize);
    default:
      // Bytes have several forms, and all else is none.
      return NOT_PLAIN;
  }
}

function mapSize(members: unknown, level: number): number {
  const bytes = plainItemSize(members, level + 1);
  return bytes === NOT_PLAIN ? NOT_PLAIN : 3 + Object.keys(members as object).length + bytes;
}

function listSize(members: unknown, level: number): number {
  if (!Array.isArray(members)) return NOT_PLAIN;
  let bytes = 3;
  for (const member of members) {
    const size = plainSize(member, level + 1);
    if (size === NOT_PLAIN) return NOT_PLAIN;
    bytes += 1 + size;
  }
  return bytes;
}

function setSize(members: unknown, sizeOf: (member: unknown) => number): number {
  if (!Array.isArray(members) || members.length === 0 || new Set(members).size < members.length)
    return NOT_PLAIN;
  let bytes = 0;
  for (const member of members) {
    const size = sizeOf(member);
    if (size === NOT_PLAIN) return NOT_PLAIN;
    bytes += size;
  }
  return bytes;
}

/** Without exponent, sign of zero, or zeros that say nothing. */
const AS_KEPT = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/;
/** Any number as short as this is neither too large, too small, nor too precise. */
const SHORT = 38;

/** Two digits take a byte, and so does the exponent. */
function numberSize(text: unknown): number {
  if (typeof text !== 'string' || text.length > SHORT || !AS_KEPT.test(text)) return NOT_PLAIN;
  if (text === '0') return 1;
  const isNegative = text.startsWith('-');
  const [whole = '', fraction] = (isNegative ? text.slice(1) : text).split('.');
  const { digits, exponent } = fraction === undefined ? ofWhole(whole) : ofFraction(whole, fraction);
  return 1 + Math.ceil(digits / 2) + (digits % 2 || exponent % 2 ? 0 : 1) + (isNegative ? 1 : 0);
}

function ofWhole(whole: string): { digits: number; exponent: number } {
  let digits = whole.length;
  while (whole[digits - 1] === '0') digits--;
  return { digits, exponent: whole.length - 1 };
}

function ofFraction(whole: string, fraction: string): { digits: number; exponent: number } {
  if (whole !== '0') return { digits: whole.length + fraction.length, exponent: whole.length - 1 };
  let zeros = 0;
  while (fraction[zeros] === '0') zeros++;
  return { digits: fraction.length - zeros, exponent: -1 - zeros };
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
