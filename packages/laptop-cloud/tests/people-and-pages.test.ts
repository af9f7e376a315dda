// A whole application of pages: people of a user pool, an HTTP API that asks for their tokens, and a distribution before both.
// The template is as one would deploy it: no URL in it knows the laptop.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Cloud, startCloud } from '../src/cloud.ts';
import { signIn } from '../src/sign-in.ts';

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Parameters:
  # Not from the distribution: the API names the client, and the distribution the API.
  PagesUrl: { Type: String }
Resources:
  People: { Type: AWS::Cognito::UserPool }
  Door: { Type: AWS::Cognito::UserPoolDomain, Properties: { UserPoolId: !Ref People, Domain: parcels } }
  Senders: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref People, GroupName: senders } }
  Scopes:
    Type: AWS::Cognito::UserPoolResourceServer
    Properties: { UserPoolId: !Ref People, Identifier: parcels, Name: Parcels, Scopes: [{ ScopeName: send, ScopeDescription: Send }] }
  Web:
    Type: AWS::Cognito::UserPoolClient
    DependsOn: Scopes
    Properties:
      UserPoolId: !Ref People
      AllowedOAuthFlowsUserPoolClient: true
      AllowedOAuthFlows: [code]
      AllowedOAuthScopes: [openid, parcels/send]
      CallbackURLs: [!Sub '\${PagesUrl}/']
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Auth:
        DefaultAuthorizer: People
        Authorizers:
          People:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: { issuer: !Sub 'https://cognito-idp.\${AWS::Region}.amazonaws.com/\${People}', audience: [!Ref Web] }
            AuthorizationScopes: [parcels/send]
  Send:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      InlineCode: |
        exports.handler = async ({ requestContext }) => requestContext.authorizer.jwt.claims;
      Events: { Put: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: '/v1/parcels/{id}', Method: PUT } } }
  Files: { Type: AWS::S3::Bucket }
  FilesForPages:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: { Service: cloudfront.amazonaws.com }
            Action: s3:GetObject
            Resource: !Sub '\${Files.Arn}/*'
            Condition: { StringEquals: { AWS:SourceArn: !Sub 'arn:aws:cloudfront::\${AWS::AccountId}:distribution/\${Pages}' } }
  Access:
    Type: AWS::CloudFront::OriginAccessControl
    Properties:
      OriginAccessControlConfig: { Name: a, OriginAccessControlOriginType: s3, SigningBehavior: always, SigningProtocol: sigv4 }
  Headers:
    Type: AWS::CloudFront::ResponseHeadersPolicy
    Properties:
      ResponseHeadersPolicyConfig:
        Name: strict
        SecurityHeadersConfig:
          ContentSecurityPolicy:
            Override: true
            ContentSecurityPolicy: !Sub "default-src 'self'; connect-src 'self' https://cognito-idp.\${AWS::Region}.amazonaws.com https://\${Door}.auth.\${AWS::Region}.amazoncognito.com https://\${Files}.s3.\${AWS::Region}.amazonaws.com"
  Pages:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        DefaultRootObject: index.html
        Origins:
          - { Id: files, DomainName: !GetAtt Files.RegionalDomainName, OriginAccessControlId: !Ref Access, S3OriginConfig: {} }
          - { Id: api, DomainName: !Sub '\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}', CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior:
          TargetOriginId: files
          ViewerProtocolPolicy: redirect-to-https
          CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6
          ResponseHeadersPolicyId: !Ref Headers
        CacheBehaviors:
          - PathPattern: /v1/*
            TargetOriginId: api
            ViewerProtocolPolicy: https-only
            AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
            CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad
            OriginRequestPolicyId: b689b0a8-53d0-40ab-baf2-68738e2966ac
Outputs:
  Pages: { Value: !Sub 'https://\${Pages.DomainName}' }
  Issuer: { Value: !Sub 'https://cognito-idp.\${AWS::Region}.amazonaws.com/\${People}' }
  SignIn: { Value: !Sub 'https://\${Door}.auth.\${AWS::Region}.amazoncognito.com/login' }
`;

let folder: string;
let cloud: Cloud;
const logged: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'pages-'));
  const templatePath = path.join(folder, 'template.yaml');
  writeFileSync(templatePath, TEMPLATE);
  cloud = await startCloud({
    templatePath,
    stateFolder: path.join(folder, 'state'),
    port: 0,
    people: [{ username: 'ada', groups: ['senders'] }],
    parameterDefaults: ({ web }) => ({ PagesUrl: web }),
    log: (line) => logged.push(line),
  });
});
afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

const send = (headers: Record<string, string> = {}) =>
  fetch(`${cloud.stack.outputs['Pages']}/v1/parcels/1`, { method: 'PUT', headers });

it('has addresses on this machine for every URL of the template', () => {
  const { Pages, Issuer, SignIn } = cloud.stack.outputs;

  expect(Pages).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(Issuer).toBe(cloud.stack.attribute('People', 'ProviderURL'));
  expect(SignIn).toBe(`${cloud.endpoint}/login`);
  expect(cloud.stack.resource('Web').properties['CallbackURLs']).toEqual([`${Pages}/`]);
});

it('serves what was uploaded, with a policy that names the laptop', async () => {
  const client = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  await client.send(
    new PutObjectCommand({
      Bucket: cloud.stack.ref('Files'),
      Key: 'index.html',
      Body: '<h1>Parcels</h1>',
      ContentType: 'text/html',
    }),
  );
  client.destroy();
  const response = await fetch(cloud.stack.outputs['Pages']!);

  expect(await response.text()).toBe('<h1>Parcels</h1>');
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'self'; connect-src 'self' ${[cloud.endpoint, cloud.endpoint, cloud.endpoint].join(' ')}`,
  );
});

it('lets people with a token of the pool through to the function, and nobody else', async () => {
  const { accessToken, idToken } = await signIn(cloud, 'ada', cloud.stack.ref('Web'));
  const { accessToken: without } = await signIn(cloud, 'ada', cloud.stack.ref('Web'), ['openid']);
  const bearer = (token = '') => send({ authorization: `Bearer ${token}` });

  const letIn = await bearer(accessToken);
  expect([letIn.status, await letIn.json()]).toEqual([
    200,
    expect.objectContaining({ username: 'ada', 'cognito:groups': '[senders]', token_use: 'access' }),
  ]);
  expect((await send()).status).toBe(401);
  expect((await bearer(idToken)).status).toBe(403);
  expect((await bearer(without)).status).toBe(403);
  expect((await bearer(`${accessToken.slice(0, -6)}AAAAAA`)).status).toBe(401);
});

it('refuses, as CloudFormation does, a client that comes back to a distribution before the API that names the client', async () => {
  const templatePath = path.join(folder, 'circle.yaml');
  writeFileSync(templatePath, TEMPLATE.replace('${PagesUrl}/', 'https://${Pages.DomainName}/'));
  const starting = startCloud({
    templatePath,
    stateFolder: path.join(folder, 'circle'),
    port: 0,
    parameters: { PagesUrl: 'https://pages.invalid' },
    log: () => {},
  });
  await expect(starting).rejects.toThrow(/circle: .*Api -> .*Web/);
});
