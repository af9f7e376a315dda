// Who may call the routes of an AWS::Serverless::HttpApi: its authorizers, and what a route says of them.
import { lookup } from './lookup.ts';
import { readAuthorizer } from './serverless-authorizers.ts';
import { refuse } from './stack-error.ts';

/** What an event says. */
export interface SamAuth {
  Authorizer?: unknown;
  AuthorizationScopes?: unknown;
}

/** The authorizers of an API, by their names. */
export interface Authorizers {
  all: Readonly<Record<string, ReturnType<typeof readAuthorizer>>>;
  /** As the template gives them. */
  given: unknown;
  byDefault: unknown;
}

const authorizerId = (api: string, name: string) => `${api}${name.replace(/[^A-Za-z0-9]/g, '')}Authorizer`;

export function readAuthorizers(api: string, auth: unknown, place: string): Authorizers {
  const {
    Authorizers = {},
    DefaultAuthorizer,
    EnableIamAuthorizer,
    ...unknown
  } = mapOf(auth, `${place}: Auth`);
  if (EnableIamAuthorizer !== undefined && EnableIamAuthorizer !== false)
    refuse(`${place}: Auth.EnableIamAuthorizer is not supported on the laptop: use a JWT authorizer.`);
  for (const name of Object.keys(unknown)) refuse(`${place}: Auth.${name} is not supported on the laptop.`);
  const given = Object.entries(mapOf(Authorizers, `${place}: Auth.Authorizers`));
  const all = Object.fromEntries(
    given.map(([name, authorizer]) => {
      const at = `${place}: Auth.Authorizers.${name}`;
      const names = { api, name, id: authorizerId(api, name), place: at };
      return [name, readAuthorizer(names, mapOf(authorizer, at))];
    }),
  );
  if (DefaultAuthorizer !== undefined && !Object.hasOwn(all, String(DefaultAuthorizer)))
    refuse(
      `${place}: Auth.DefaultAuthorizer ${JSON.stringify(DefaultAuthorizer)} is none of its Authorizers${DefaultAuthorizer === 'AWS_IAM' ? ': AWS_IAM is not supported on the laptop' : ''}.`,
    );
  return { all, given: Authorizers, byDefault: DefaultAuthorizer };
}

/** What a route says of who may call it. */
export function authorizationOf(
  api: string,
  { all, byDefault }: Authorizers,
  { Authorizer, AuthorizationScopes }: SamAuth,
  at: string,
): Record<string, unknown> {
  const name = Authorizer ?? byDefault;
  if (name === undefined || name === 'NONE') {
    if (AuthorizationScopes !== undefined)
      refuse(`${at}: AuthorizationScopes need an Authorizer, here or as the API's DefaultAuthorizer.`);
    return { AuthorizationType: 'NONE' };
  }
  if (name === 'AWS_IAM') refuse(`${at}: the authorizer AWS_IAM is not supported on the laptop.`);
  const authorizer = lookup(all, String(name));
  if (!authorizer)
    return refuse(
      `${at}: there is no authorizer ${JSON.stringify(name)} in ${api}, only ${Object.keys(all).join(', ') || 'none'}.`,
    );
  const { authorizationType } = authorizer;
  const scopes = AuthorizationScopes ?? authorizer.scopes;
  if (authorizationType === 'CUSTOM' && scopes !== undefined)
    refuse(`${at}: AuthorizationScopes belong to JWT authorizers.`);
  return {
    AuthorizationType: authorizationType,
    AuthorizerId: { Ref: authorizerId(api, String(name)) },
    ...(scopes === undefined ? {} : { AuthorizationScopes: scopes }),
  };
}

export function mapOf(value: unknown, place: string): Record<string, unknown> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  return refuse(`${place} must be a map.`);
}
