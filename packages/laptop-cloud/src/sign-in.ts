// Signs somebody in without a browser: the authorization code flow with PKCE, as an application does it, and the page's form
// as a person would send it.
import { createHash, randomBytes } from 'node:crypto';
import type { Cloud } from './cloud.ts';

export interface SignedIn {
  accessToken: string;
  /** With the scope `openid` only. */
  idToken?: string;
  refreshToken: string;
  /** Seconds that the access token is good for. */
  expiresIn: number;
}

/** The user pool did not let somebody in; the message has its words. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/**
 * Gives the tokens of a person for a client of the stack, with all scopes that the client allows unless some are named.
 * Who is not known yet becomes it, where the pool lets people in. Throws SignInError.
 *
 * @example
 * const { accessToken } = await signIn(cloud, 'ada', cloud.stack.ref('WebClient'), ['openid']);
 * await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
 */
export async function signIn(
  cloud: Pick<Cloud, 'endpoint'> & { stack: Pick<Cloud['stack'], 'resources' | 'ref' | 'attribute'> },
  username: string,
  clientId: string,
  scopes?: readonly string[],
): Promise<SignedIn> {
  const { redirectUri, secret } = clientIn(cloud.stack, clientId);
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(scopes ? { scope: scopes.join(' ') } : {}),
  });
  const code = await codeFor(`${cloud.endpoint}/login?${query}`, username);
  const response = await fetch(`${cloud.endpoint}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...(secret === undefined ? {} : { client_secret: secret }),
    }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new SignInError(`${username} gets no tokens: ${JSON.stringify(answer)}`);
  return {
    accessToken: String(answer['access_token']),
    ...(answer['id_token'] === undefined ? {} : { idToken: String(answer['id_token']) }),
    refreshToken: String(answer['refresh_token']),
    expiresIn: Number(answer['expires_in']),
  };
}

function clientIn(
  stack: Pick<Cloud['stack'], 'resources' | 'ref' | 'attribute'>,
  clientId: string,
): { redirectUri: string; secret?: string } {
  const client = stack.resources.find(
    ({ type, logicalId }) => type === 'AWS::Cognito::UserPoolClient' && stack.ref(logicalId) === clientId,
  );
  if (!client) throw new SignInError(`no AWS::Cognito::UserPoolClient of the stack has the id ${clientId}`);
  const [redirectUri] = (client.properties['CallbackURLs'] ?? []) as string[];
  if (redirectUri === undefined) throw new SignInError(`${client.logicalId} has no CallbackURLs`);
  const hasSecret = String(client.properties['GenerateSecret']) === 'true';
  return { redirectUri, ...(hasSecret ? { secret: stack.attribute(client.logicalId, 'ClientSecret') } : {}) };
}

async function codeFor(address: string, username: string): Promise<string> {
  const response = await fetch(address, {
    method: 'POST',
    body: new URLSearchParams({ username }),
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (location === null) {
    const [, alert] = /role="alert">([^<]*)/.exec(await response.text()) ?? [];
    throw new SignInError(`${username} cannot sign in: ${alert ?? `status ${response.status}`}`);
  }
  const { searchParams } = new URL(location);
  const code = searchParams.get('code');
  if (code !== null) return code;
  throw new SignInError(
    `${username} cannot sign in: ${searchParams.get('error')} ${searchParams.get('error_description') ?? ''}`.trim(),
  );
}
