// What templates may hold of user pools, and what is refused before anything is made.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AdminListGroupsForUserCommand, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { signIn } from '../../../src/sign-in.ts';
import { poolTemplate, startCognito } from '../../support/cognito.ts';

/** The template with properties of one resource replaced. */
const withPool = (properties: string) =>
  poolTemplate().replace(
    'Type: AWS::Cognito::UserPool }',
    `Type: AWS::Cognito::UserPool, Properties: ${properties} }`,
  );
const withClient = (line: string) =>
  poolTemplate().replace(
    '      ClientName: Parcels in the web',
    `      ClientName: Parcels in the web\n      ${line}`,
  );

it.each([
  [
    'triggers',
    withPool('{ LambdaConfig: { PreTokenGeneration: x } }'),
    'People (AWS::Cognito::UserPool): the property LambdaConfig',
  ],
  [
    'phone numbers as names',
    withPool('{ UsernameAttributes: [phone_number] }'),
    'by a username or by their email',
  ],
  [
    'a custom domain',
    poolTemplate().replace('Domain: parcels,', 'Domain: parcels, CustomDomainConfig: { CertificateArn: x },'),
    'the property CustomDomainConfig',
  ],
  [
    'a reserved domain',
    poolTemplate().replace('Domain: parcels,', 'Domain: aws-parcels,'),
    'no domain with aws, amazon or cognito',
  ],
  [
    'the implicit flow',
    poolTemplate().replace('AllowedOAuthFlows: [code]', 'AllowedOAuthFlows: [code, implicit]'),
    'AllowedOAuthFlows.1: the laptop has the flow code alone',
  ],
  [
    'other identity providers',
    withClient('SupportedIdentityProviders: [COGNITO, Google]'),
    'SupportedIdentityProviders.1: the laptop has the people of the pool itself',
  ],
  [
    'rotation of refresh tokens',
    withClient('RefreshTokenRotation: { Feature: ENABLED }'),
    'refresh tokens are not rotated',
  ],
  [
    'tokens that end too soon',
    withClient('').replace('AccessTokenValidity: 10', 'AccessTokenValidity: 4'),
    'AccessTokenValidity must be from 300 to 86400 seconds, not 240',
  ],
  [
    'a way back without TLS',
    poolTemplate().replace('https://parcels.example/back', 'http://parcels.example/back'),
    'http://parcels.example/back must be https',
  ],
  [
    'scopes of no resource server',
    poolTemplate().replace('parcels/send]', 'parcels/receive]'),
    'no resource server of the pool has parcels/receive',
  ],
  [
    'a group that is not there',
    poolTemplate().replace('GroupName: !Ref Senders', 'GroupName: nobody'),
    'CleoSends (AWS::Cognito::UserPoolUserToGroupAttachment): Group not found.',
  ],
])('refuses %s', async (_, template, message) => {
  await expect(startCognito({ template })).rejects.toThrow(message);
});

it('refuses people of the project in groups that no pool has', async () => {
  await expect(
    startCognito({ people: [{ username: 'ada', groups: ['senders', 'pilots'] }] }),
  ).rejects.toThrow('people: ada is in the group pilots, which no user pool of the template has.');
});

it('gives ids before anything is made, the same at every start', async () => {
  const [one, other] = [await startCognito(), await startCognito()];
  try {
    const ids = ({ stack }: typeof one) => [
      stack.ref('People'),
      stack.ref('Web'),
      stack.attribute('Web', 'ClientId'),
    ];
    expect(ids(one)).toEqual(ids(other));
    expect(ids(one)[0]).toMatch(/^us-east-1_[A-Za-z0-9]{9}$/);
    expect(ids(one)[1]).toMatch(/^[a-z0-9]{26}$/);
    expect(ids(one)[1]).toBe(ids(one)[2]);
    // Secrets are of one state folder.
    expect(one.stack.attribute('Server', 'ClientSecret')).not.toBe(
      other.stack.attribute('Server', 'ClientSecret'),
    );
  } finally {
    await one.close();
    await other.close();
  }
});

it('lets people go by their mail addresses: their username is their sub', async () => {
  const template = withPool(
    '{ UsernameAttributes: [email], UsernameConfiguration: { CaseSensitive: false } }',
  ).replace(/^ {2}Cleo:[\s\S]*$/m, '');
  const cloud = await startCognito({ template, people: [{ username: 'ada' }] });
  try {
    const { idToken } = await signIn(cloud, 'Ada@example.com', cloud.stack.ref('Web'));
    const { sub, email, 'cognito:username': username } = decodeJwt(idToken!);
    expect([username, email]).toEqual([sub, 'ada@example.com']);
    await expect(signIn(cloud, 'bao', cloud.stack.ref('Web'))).rejects.toThrow('A mail address is needed');
  } finally {
    await cloud.close();
  }
});

it('takes rights and people away that the template or the project gave and gives no more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-again-'));
  try {
    const before = await startCognito({
      folder,
      people: [{ username: 'ada', groups: ['chiefs'] }, { username: 'bao' }],
    });
    await signIn(before, 'dora', before.stack.ref('Web'));
    await before.close();

    const after = await startCognito({ folder, people: [{ username: 'ada' }] });
    const UserPoolId = after.stack.ref('People');
    const { Users = [] } = await after.client.send(new ListUsersCommand({ UserPoolId }));
    const { Groups } = await after.client.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: 'ada' }),
    );
    await after.close();

    expect(Users.map(({ Username }) => Username).sort()).toEqual(['ada', 'cleo', 'dora']);
    expect(Groups).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
