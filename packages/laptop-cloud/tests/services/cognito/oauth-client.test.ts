// A library that browsers use, strict in what it takes, signs somebody in, refreshes, asks who it is and signs out.
import * as oauth from 'oauth4webapi';
import { CALLBACK, startCognito, type TestCognito } from '../../support/cognito.ts';

let cloud: TestCognito;
beforeAll(async () => {
  cloud = await startCognito({ people: [{ username: 'ada' }] });
});
afterAll(() => cloud.close());

it('goes the whole way', async () => {
  const options = { [oauth.allowInsecureRequests]: true };
  const issuer = new URL(cloud.stack.attribute('People', 'ProviderURL'));
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  const client: oauth.Client = { client_id: cloud.stack.ref('Web') };
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });

  const page = await fetch(`${server.authorization_endpoint}?${query}`);
  const back = await fetch(page.url, {
    method: 'POST',
    body: new URLSearchParams({ username: 'ada' }),
    redirect: 'manual',
  });
  const parameters = oauth.validateAuthResponse(
    server,
    client,
    new URL(back.headers.get('location')!),
    state,
  );
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    CALLBACK,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, options);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)!;
  const info = await oauth.processUserInfoResponse(
    server,
    client,
    sub,
    await oauth.userInfoRequest(server, client, tokens.access_token, options),
  );
  const refreshed = await oauth.processRefreshTokenResponse(
    server,
    client,
    await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token!, options),
  );
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, oauth.None(), tokens.refresh_token!, options),
  );

  expect(info).toMatchObject({ sub, email: 'ada@example.com', username: 'ada' });
  expect(refreshed.access_token).not.toBe(tokens.access_token);
  await expect(
    oauth.processRefreshTokenResponse(
      server,
      client,
      await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token!, options),
    ),
  ).rejects.toMatchObject({ error: 'invalid_grant' });
});
