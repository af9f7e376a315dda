import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListGroupsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt } from 'jose';
import { createIntegrations } from '../../../src/services/stepfunctions/tasks/integrations.ts';
import { signIn } from '../../../src/sign-in.ts';
import { startCognito, type TestCognito } from '../../support/cognito.ts';
import { ACCOUNT_ID, REGION } from '../../support/gateway.ts';

const reader = {
  arn: 'arn:aws:sts::000000000000:assumed-role/Reader/laptop',
  can: (action: string, arn: string) =>
    action === 'cognito-idp:AdminGetUser' &&
    arn.startsWith('arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_'),
};

let cloud: TestCognito;
let client: CognitoIdentityProviderClient;
let UserPoolId: string;
beforeEach(async () => {
  cloud = await startCognito({
    people: [{ username: 'ada', groups: ['chiefs'], attributes: { name: 'Ada' } }],
    principals: { reader },
  });
  client = cloud.client;
  UserPoolId = cloud.stack.ref('People');
});
afterEach(() => cloud.close());

const usernames = async (input: object = {}) => {
  const { Users = [] } = await client.send(new ListUsersCommand({ UserPoolId, ...input }));
  return Users.map(({ Username }) => Username);
};

it('tells of people of the template and of the project', async () => {
  const ada = await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'ada' }));
  const { accessToken } = await signIn(cloud, 'ada', cloud.stack.ref('Web'));

  expect(ada).toMatchObject({
    Username: 'ada',
    Enabled: true,
    UserStatus: 'CONFIRMED',
    UserCreateDate: expect.any(Date),
    UserAttributes: [
      { Name: 'sub', Value: decodeJwt(accessToken).sub },
      { Name: 'email', Value: 'ada@example.com' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'name', Value: 'Ada' },
    ],
  });
  const bySub = new AdminGetUserCommand({ UserPoolId, Username: decodeJwt(accessToken).sub! });
  expect((await client.send(bySub)).Username).toBe('ada');
  expect(await usernames()).toEqual(['cleo', 'ada']);
});

it('makes a person, who has confirmed nothing until the first sign-in', async () => {
  const { User } = await client.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username: 'bao',
      UserAttributes: [{ Name: 'email', Value: 'bao@parcels.example' }],
      MessageAction: 'SUPPRESS',
    }),
  );
  expect(User).toMatchObject({ Username: 'bao', UserStatus: 'FORCE_CHANGE_PASSWORD' });
  await signIn(cloud, 'bao', cloud.stack.ref('Web'));
  const { UserStatus } = await client.send(new AdminGetUserCommand({ UserPoolId, Username: 'bao' }));
  expect(UserStatus).toBe('CONFIRMED');
});

it('removes a person', async () => {
  await client.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'ada' }));
  expect(await usernames()).toEqual(['cleo']);
  await expect(client.send(new AdminGetUserCommand({ UserPoolId, Username: 'ada' }))).rejects.toMatchObject({
    name: 'UserNotFoundException',
    message: 'User does not exist.',
  });
});

it('puts people into groups and out of them, and tokens say so', async () => {
  const groups = async () => {
    const { Groups = [] } = await client.send(
      new AdminListGroupsForUserCommand({ UserPoolId, Username: 'cleo' }),
    );
    return Groups.map(({ GroupName }) => GroupName);
  };
  const claim = async () =>
    decodeJwt((await signIn(cloud, 'cleo', cloud.stack.ref('Web'))).accessToken)['cognito:groups'];
  const membership = { UserPoolId, Username: 'cleo', GroupName: 'chiefs' };

  expect(await groups()).toEqual(['senders']);
  await client.send(new AdminAddUserToGroupCommand(membership));
  expect([await groups(), await claim()]).toEqual([
    ['chiefs', 'senders'],
    ['chiefs', 'senders'],
  ]);
  const { Users = [] } = await client.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'chiefs' }));
  expect(Users.map(({ Username }) => Username)).toEqual(['cleo', 'ada']);
  await client.send(new AdminRemoveUserFromGroupCommand(membership));
  expect(await claim()).toEqual(['senders']);
});

it('lists groups as the template has them', async () => {
  const { Groups } = await client.send(new ListGroupsCommand({ UserPoolId }));
  expect(Groups).toMatchObject([
    { GroupName: 'senders', Precedence: 2 },
    { GroupName: 'chiefs', Precedence: 1 },
  ]);
});

it('lists page by page, and by filter', async () => {
  for (const Username of ['bao', 'bea', 'dora'])
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username }));
  const first = await client.send(new ListUsersCommand({ UserPoolId, Limit: 3 }));
  const { PaginationToken } = first;
  const second = await client.send(new ListUsersCommand({ UserPoolId, Limit: 3, PaginationToken }));

  expect([first, second].map(({ Users = [] }) => Users.length)).toEqual([3, 2]);
  expect(second.PaginationToken).toBeUndefined();
  expect(await usernames({ Filter: 'username ^= "b"' })).toEqual(['bao', 'bea']);
  expect(await usernames({ Filter: '"email" = "cleo@parcels.example"' })).toEqual(['cleo']);
  expect(await usernames({ Filter: 'cognito:user_status = "CONFIRMED"' })).toEqual(['ada']);
});

it('who deletes page by page meets everybody', async () => {
  for (const Username of ['bao', 'bea', 'dora'])
    await client.send(new AdminCreateUserCommand({ UserPoolId, Username }));
  const all = (await usernames({})).length;
  let met = 0;
  let PaginationToken: string | undefined;
  do {
    const page = await client.send(new ListUsersCommand({ UserPoolId, Limit: 2, PaginationToken }));
    for (const { Username } of page.Users ?? []) {
      await client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
      met += 1;
    }
    PaginationToken = page.PaginationToken;
  } while (PaginationToken !== undefined);

  expect([met, await usernames({})]).toEqual([all, []]);
});

it('describes pool and client', async () => {
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId }));
  const ClientId = cloud.stack.ref('Server');
  const { UserPoolClient } = await client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));

  expect(UserPool).toMatchObject({
    Id: UserPoolId,
    Arn: cloud.stack.attribute('People', 'Arn'),
    Domain: 'parcels',
    EstimatedNumberOfUsers: 2,
  });
  expect(UserPoolClient).toMatchObject({
    ClientId,
    ClientSecret: cloud.stack.attribute('Server', 'ClientSecret'),
    AllowedOAuthScopes: ['openid', 'profile'],
    CallbackURLs: ['http://127.0.0.1:5600/back'],
  });
});

it.each([
  ['a pool that is not there', { UserPoolId: 'us-east-1_Nobody123' }, 'ResourceNotFoundException'],
  ['a name with spaces', { Username: 'a b' }, 'InvalidParameterException'],
  ['a name that somebody has', { Username: 'ada' }, 'UsernameExistsException'],
  [
    'an attribute that pools do not have',
    { UserAttributes: [{ Name: 'custom:size', Value: '1' }] },
    'InvalidParameterException',
  ],
  ['a member that is not known here', { ForceAliasCreation: true }, 'InvalidParameterException'],
])('refuses %s', async (_, members, name) => {
  const input = { UserPoolId, Username: 'eve', ...members };
  await expect(client.send(new AdminCreateUserCommand(input))).rejects.toMatchObject({ name });
});

it('refuses a group that is not there', async () => {
  const input = { UserPoolId, Username: 'ada', GroupName: 'nobody' };
  await expect(client.send(new AdminAddUserToGroupCommand(input))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Group not found.',
  });
});

it('asks for the right to the pool', async () => {
  const limited = new CognitoIdentityProviderClient(cloud.gateway.as('reader'));
  try {
    await limited.send(new AdminGetUserCommand({ UserPoolId, Username: 'ada' }));
    await expect(
      limited.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'ada' })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
  } finally {
    limited.destroy();
  }
});

it('is called by state machines, which catch its errors by name', async () => {
  const integrations = createIntegrations({
    functions: { invoke: async () => ({ payload: 'null', statusCode: 200 }) },
    region: REGION,
    accountId: ACCOUNT_ID,
    endpoint: () => cloud.endpoint,
    credentialsFor: () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
  const resource = 'arn:aws:states:::aws-sdk:cognitoidentityprovider:adminDeleteUser';
  const signal = new AbortController().signal;
  const context = {
    executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    roleArn: 'arn:aws:iam::000000000000:role/m',
  };
  const remove = () =>
    integrations.invoke(
      { state: 'Forget', resource, input: { UserPoolId, Username: 'ada' }, signal },
      context,
    );
  try {
    await remove();
    await expect(remove()).rejects.toMatchObject({
      errorName: 'CognitoIdentityProvider.UserNotFoundException',
    });
    expect(await usernames()).toEqual(['cleo']);
  } finally {
    integrations.close();
  }
});

it('refuses what the disk does not take, and writes it once the disk does', async () => {
  const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const file = join(cloud.folder, `${UserPoolId}.json`);
  const kept = () => readFileSync(file, 'utf8');
  // What is written there cannot be.
  mkdirSync(`${file}.new`);
  const made = new AdminCreateUserCommand({ UserPoolId, Username: 'bea' });
  const removed = new AdminDeleteUserCommand({ UserPoolId, Username: 'ada' });

  const refused = await Promise.all([made, removed].map((command) => failureOf(command)));
  const before = kept();
  rmdirSync(`${file}.new`);
  while (!kept().includes('bea')) await sleep(20);
  told.mockRestore();

  expect(refused).toEqual(['InternalFailure', 'InternalFailure']);
  expect(before).toMatch(/"ada"/);
  expect(kept()).not.toMatch(/"ada"/);
  expect(await usernames()).toEqual(['cleo', 'bea']);
});

/** Once, as it is not asked for again. */
async function failureOf(command: AdminCreateUserCommand | AdminDeleteUserCommand): Promise<string> {
  const once = new CognitoIdentityProviderClient({ ...cloud.gateway.clientConfig, maxAttempts: 1 });
  const name = await once.send(command as AdminCreateUserCommand).then(
    () => 'none',
    (error: Error) => error.name,
  );
  once.destroy();
  return name;
}
