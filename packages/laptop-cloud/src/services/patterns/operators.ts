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

/** Throws a PatternError that names the operator when the service does not take it. */
export function checkOperator(operator: string, service: PatternService): void {
  if ((OPERATORS[service] as readonly string[]).includes(operator)) return;
  const [outer, inner] = operator.split('.');
  throw new PatternError(
    outer === 'anything-but' && inner !== undefined
      ? `Unsupported anything-but pattern: ${inner}`
      : `Unrecognized match type ${inner ?? outer}`,
  );
}
