// User pools of a template over HTTP, in a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createCognito, type DemoPerson } from '../../src/services/cognito/cognito.ts';
import { planned, provision } from '../../src/stack/provision.ts';
import { readStack, type Stack } from '../../src/stack/stack.ts';
import { ACCOUNT_ID, type Principals, REGION, startGateway, type TestGateway } from './gateway.ts';

export const CALLBACK = 'http://127.0.0.1:5600/back';

/** A pool with a public client, a secret one, two groups and a user; `more` is YAML of further resources. */
export const poolTemplate = (more = '') => `
Resources:
  People: { Type: AWS::Cognito::UserPool }
  Domain: { Type: AWS::Cognito::UserPoolDomain, Properties: { Domain: parcels, UserPoolId: !Ref People } }
  Scopes:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties:
      UserPoolId: !Ref People
      Identifier: parcels
      Name: Parcels
      Scopes: [{ ScopeName: send, ScopeDescription: Send parcels }]
  Web:
    Type: AWS::Cognito::UserPoolClient
    DependsOn: Scopes
    Properties:
      UserPoolId: !Ref People
      ClientName: Parcels in the web
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [code]
      AllowedOAuthScopes: [openid, email, parcels/send]
      CallbackURLs: ['${CALLBACK}', 'https://parcels.example/back']
      LogoutURLs: ['http://127.0.0.1:5600/bye']
      AccessTokenValidity: 10
      IdTokenValidity: 20
      RefreshTokenValidity: 2
      TokenValidityUnits: { AccessToken: minutes, IdToken: minutes, RefreshToken: hours }
  Server:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref People
      GenerateSecret: true
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [code]
      AllowedOAuthScopes: [openid, profile]
      CallbackURLs: ['${CALLBACK}']
  Senders: { Type: AWS::Cognito::UserPoolGroup, Properties: { GroupName: senders, UserPoolId: !Ref People, Precedence: 2 } }
  Chiefs: { Type: AWS::Cognito::UserPoolGroup, Properties: { GroupName: chiefs, UserPoolId: !Ref People, Precedence: 1 } }
  Cleo:
    Type: AWS::Cognito::UserPoolUser
    Properties: { UserPoolId: !Ref People, Username: cleo, UserAttributes: [{ Name: email, Value: cleo@parcels.example }] }
  CleoSends:
    Type: AWS::Cognito::UserPoolUserToGroupAttachment
    Properties: { UserPoolId: !Ref People, Username: !Ref Cleo, GroupName: !Ref Senders }
${more}`;

export interface TestCognito {
  endpoint: string;
  gateway: TestGateway;
  client: CognitoIdentityProviderClient;
  stack: Stack;
  folder: string;
  /** Moves the clock of tokens and codes. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export interface TestCognitoOptions {
  template?: string;
  people?: readonly DemoPerson[];
  /** Keeps the state of an earlier run. */
  folder?: string;
  principals?: Principals;
}

export async function startCognito(options: TestCognitoOptions = {}): Promise<TestCognito> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'cognito-'));
  let shiftMs = 0;
  let endpoint = '';
  const cognito = createCognito({
    accountId: ACCOUNT_ID,
    region: REGION,
    folder,
    endpoint: () => endpoint,
    clock: { now: () => Date.now() + shiftMs },
  });
  const gateway = await startGateway([cognito.service], options.principals);
  endpoint = gateway.endpoint;
  try {
    const stack = await stackOf(options.template ?? poolTemplate(), cognito);
    cognito.welcome(options.people ?? []);
    const client = new CognitoIdentityProviderClient(gateway.clientConfig);
    return {
      endpoint,
      gateway,
      client,
      stack,
      folder,
      advance: (ms) => {
        shiftMs += ms;
      },
      close: async () => {
        client.destroy();
        await gateway.close();
        if (options.folder === undefined) rmSync(folder, { recursive: true });
      },
    };
  } catch (error) {
    await gateway.close();
    throw error;
  }
}

async function stackOf(text: string, { resourceTypes: types }: ReturnType<typeof createCognito>) {
  const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' } as const;
  const stack = planned(() => readStack(text, { context, types }), types);
  await provision(stack, types);
  return stack;
}
