// The functions that Step Functions adds to JSONata, $eval, which it takes away, $base64decode, which fails there on other texts, and
// $distinct, $sort and $spread, which cost too much there.
import { randomUUID } from 'node:crypto';
import type { Expression } from 'jsonata';
import { hash, IntrinsicError, partition, range } from '../intrinsics/functions.ts';
import { distinct } from './distinct.ts';
import { javaRandom } from './java-random.ts';
import { sort } from './sort.ts';
import { spread } from './spread.ts';

/** A sequence with more elements than fit in the memory that AWS gives an expression. */
export const MAX_ELEMENTS = 873_782;
export const TOO_LARGE = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';

interface Added {
  signature: string;
  // The signature decides what arrives; JSONata checks it before the call. It lets nothing through, of which there is nothing to make.
  call: Parameters<Expression['registerFunction']>[1];
}

export const STATES_FUNCTIONS: Readonly<Record<string, Added>> = {
  partition: {
    signature: '<an:a>',
    call: (list: unknown[] | undefined, size: number) => list && chunks(list, size),
  },
  range: {
    signature: '<nnn:a>',
    // Numbers lose their fractions, also negative ones.
    call: (...given: [number, number, number]) => {
      const [first, last, step] = given.map(Math.trunc) as typeof given;
      return asSequence(range(first, last, step, { most: MAX_ELEMENTS, refusal: TOO_LARGE }));
    },
  },
  hash: { signature: '<xs:s>', call: (value: unknown, algorithm: string) => hash(value, algorithm) },
  random: {
    signature: '<n?:n>',
    call: (seed?: number) => (seed === undefined ? Math.random() : javaRandom(Math.trunc(seed))),
  },
  uuid: { signature: '<:s>', call: () => randomUUID() },
  parse: {
    signature: '<s:x>',
    call: (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as unknown)),
  },
  distinct: { signature: '<x:x>', call: distinct },
  sort: { signature: '<af?:a>', call: sort },
  spread: { signature: '<x-:a<o>>', call: spread },
  eval: { signature: '<sx?:x>', call: refuseEval },
  base64decode: { signature: '<s-:s>', call: decodeBase64 },
};

function chunks(list: unknown[], size: number): unknown[][] {
  const whole = Math.trunc(size);
  if (whole < 1) throw new IntrinsicError('The chunk size must be greater than 0');
  return partition(list, whole);
}

/** What JSONata takes for the number itself where there is but one, as AWS answers `$range(1, 9, 9)`. */
function asSequence(numbers: number[]): number[] {
  return numbers.length === 1 ? Object.defineProperty(numbers, 'sequence', { value: true }) : numbers;
}

/** What AWS calls an internal error, with an id instead of a reason. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

function decodeBase64(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (/[^A-Za-z0-9+/=\s]/.test(text)) throw new InternalError('the text is not Base64');
  return Buffer.from(text, 'base64').toString('binary');
}

function refuseEval(): never {
  const refusal = new IntrinsicError('Attempted to invoke a non-function') as Error & { code: string };
  refusal.code = 'T1006';
  throw refusal;
}

/** The functions of JSONata itself, which an expression reads like variables. https://docs.jsonata.org/string-functions */
const BUILT_IN: ReadonlySet<string> = new Set(
  [
    'string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace',
    'base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl',
    'number abs floor ceil round power sqrt formatNumber formatBase formatInteger parseInteger',
    'sum max min average boolean not exists count append sort reverse shuffle distinct zip',
    'keys lookup spread merge sift each error assert type clone',
    'now millis fromMillis toMillis map filter single reduce',
  ].flatMap((names) => names.split(' ')),
);

/** Whether a name is that of a function that every expression has. */
export function isFunction(name: string): boolean {
  return BUILT_IN.has(name) || Object.hasOwn(STATES_FUNCTIONS, name);
}
