// What a user pool is: its people, its groups, and the applications that may ask who somebody is.

export interface Pool {
  /** `us-east-1_` and nine letters and digits. */
  readonly id: string;
  readonly arn: string;
  name: string;
  settings: PoolSettings;
  /** Before `.auth.<region>.amazoncognito.com`; a pool without one has no pages. */
  domain?: string;
  readonly groups: Map<string, Group>;
  /** By username. */
  readonly people: Map<string, Person>;
  /** `<server>/<scope>` of every resource server. */
  readonly customScopes: Set<string>;
  readonly createdMs: number;
}

export interface PoolSettings {
  isCaseSensitive: boolean;
  /** People go by their mail address; their username is their sub. */
  isNamedByEmail: boolean;
  /** Whether people may make themselves known, or administrators alone do it. */
  hasSignUp: boolean;
  /** `custom:<name>` of the schema. */
  customAttributes: readonly string[];
}

export interface Group {
  name: string;
  description?: string;
  precedence?: number;
  roleArn?: string;
}

/** Who made something: the template or the project, which make it again at each start, or a call while the cloud ran. */
export type Maker = 'stack' | 'call';

export interface Person {
  username: string;
  /** A random UUID, for life. */
  sub: string;
  attributes: Record<string, string>;
  /** Names of groups with who put them there. */
  groups: Record<string, Maker>;
  madeBy: Maker;
  isEnabled: boolean;
  /** As Cognito has it: who was made by an administrator has a password to change at the first sign-in. */
  status: 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  createdMs: number;
  modifiedMs: number;
}

export interface Client {
  readonly id: string;
  readonly pool: Pool;
  name: string;
  /** A client without one is public. */
  secret?: string;
  callbackUrls: readonly string[];
  logoutUrls: readonly string[];
  defaultRedirectUri?: string;
  /** AllowedOAuthFlowsUserPoolClient with the flow `code`. */
  mayUseCode: boolean;
  scopes: readonly string[];
  accessTokenSeconds: number;
  idTokenSeconds: number;
  refreshTokenSeconds: number;
  hasRevocation: boolean;
  /** Attributes it may read; all without. */
  readAttributes?: readonly string[];
  /** As the template gives them, for DescribeUserPoolClient. */
  described: Readonly<Record<string, unknown>>;
}

/** A person's groups that are there, the weightiest first, as Cognito puts them into tokens. */
export function groupsOf(pool: Pool, person: Person): Group[] {
  return Object.keys(person.groups)
    .flatMap((name) => pool.groups.get(name) ?? [])
    .sort(
      (one, other) =>
        (one.precedence ?? Number.MAX_SAFE_INTEGER) - (other.precedence ?? Number.MAX_SAFE_INTEGER) ||
        (one.name < other.name ? -1 : 1),
    );
}

/** What every pool's people may have. */
export const STANDARD_ATTRIBUTES: readonly string[] = [
  'address',
  'birthdate',
  'email',
  'email_verified',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'phone_number_verified',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
];
