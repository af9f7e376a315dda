// Which comparisons each service takes. The same engine compiles them all; what a service does not take there it refuses here.
// docs/patterns.md has the table for people, with its sources.
import { PatternError } from './pattern-error.ts';

/** `anything-but.prefix` is a prefix inside anything-but. */
export type Operator =
  | 'prefix'
  | 'prefix.equals-ignore-case'
  | 'suffix'
  | 'suffix.equals-ignore-case'
  | 'equals-ignore-case'
  | 'wildcard'
  | 'cidr'
  | 'numeric'
  | 'exists'
  | 'anything-but'
  | 'anything-but.prefix'
  | 'anything-but.suffix'
  | 'anything-but.equals-ignore-case'
  | 'anything-but.wildcard';

const PLAIN: readonly Operator[] = [
  'prefix',
  'suffix',
  'equals-ignore-case',
  'cidr',
  'numeric',
  'exists',
  'anything-but',
];
const PIPES: readonly Operator[] = [...PLAIN, 'prefix.equals-ignore-case', 'suffix.equals-ignore-case'];

/** Whose patterns they are. */
export type PatternService = 'rules' | 'pipes' | 'mappings' | 'sns';

export const OPERATORS: Readonly<Record<PatternService, readonly Operator[]>> = {
  rules: [
    ...PIPES,
    'wildcard',
    'anything-but.prefix',
    'anything-but.suffix',
    'anything-but.equals-ignore-case',
    'anything-but.wildcard',
  ],
  pipes: PIPES,
  mappings: PIPES,
  sns: [...PLAIN, 'anything-but.prefix'],
};

/** No names of fields within `$or`: https://github.com/aws/event-ruler, "And and Or Relationship among fields with Ruler". */
export const RESERVED_IN_ALTERNATIVES: ReadonlySet<string> = new Set([
  ...[
    'exactly',
    'equals-ignore-case',
    'prefix',
    'suffix',
    'anything-but',
    'exists',
    'wildcard',
    'numeric',
    'cidr',
  ],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Throws a PatternError that names the operator when the service does not take it, or not within the outer one. */
export function checkOperator(service: PatternService, name: string, outer?: string): void {
  const operator = outer === undefined ? name : `${outer}.${name}`;
  const isKnown = outer !== undefined || !name.includes('.');
  if (isKnown && (OPERATORS[service] as readonly string[]).includes(operator)) return;
  throw new PatternError(
    outer === undefined ? `Unrecognized match type ${name}` : `Unsupported ${outer} pattern: ${name}`,
  );
}
