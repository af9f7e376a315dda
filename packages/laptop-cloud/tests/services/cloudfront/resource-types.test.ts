// What templates may hold of distributions, and what is refused before anything is made.
import { API_HOST, siteTemplate, startSite } from '../../support/distribution.ts';

const replaced = (from: string | RegExp, to: string): string => {
  const template = siteTemplate();
  const changed = template.replace(from, to);
  if (changed === template) throw new Error(`${from} is not in the template`);
  return changed;
};
const inConfig = (line: string) =>
  replaced('        Enabled: true\n', `        Enabled: true\n        ${line}\n`);
const inBehavior = (members: string) => replaced('Compress: true }', `Compress: true, ${members} }`);

it.each([
  [
    'error pages',
    inConfig('CustomErrorResponses: [{ ErrorCode: 404, ResponsePagePath: /index.html }]'),
    'Pages (AWS::CloudFront::Distribution): DistributionConfig.CustomErrorResponses: is not supported',
  ],
  [
    'origin groups',
    inConfig('OriginGroups: { Quantity: 0 }'),
    'DistributionConfig.OriginGroups is not supported',
  ],
  [
    'functions',
    inBehavior('FunctionAssociations: []'),
    'DefaultCacheBehavior.FunctionAssociations is not supported',
  ],
  [
    'Lambda@Edge',
    inBehavior('LambdaFunctionAssociations: []'),
    'DefaultCacheBehavior.LambdaFunctionAssociations is not supported',
  ],
  ['signed URLs', inBehavior('TrustedKeyGroups: [x]'), 'TrustedKeyGroups is not supported'],
  [
    'neither policy nor settings of old',
    replaced(
      /DefaultCacheBehavior: \{ TargetOriginId: files, ViewerProtocolPolicy: redirect-to-https, CachePolicyId: [^,]+,/,
      'DefaultCacheBehavior: { TargetOriginId: files, ViewerProtocolPolicy: redirect-to-https,',
    ),
    'needs a CachePolicyId or ForwardedValues',
  ],
  [
    'a policy and settings of old at once',
    inBehavior('ForwardedValues: { QueryString: true }'),
    'ForwardedValues, which cannot be used when a cache policy is associated',
  ],
  ['times of old beside a policy', inBehavior('MinTTL: 0'), 'MinTTL, which goes with ForwardedValues alone'],
  [
    'a header that CloudFront adds',
    inBehavior('ForwardedValues: { QueryString: true, Headers: [CloudFront-Viewer-Country] }'),
    'is a header that CloudFront adds',
  ],
  ['a distribution that is off', replaced('Enabled: true', 'Enabled: false'), 'not enabled answers nobody'],
  [
    'a bucket without access control',
    replaced('OriginAccessControlId: !Ref Access, ', ''),
    'files is a bucket without OriginAccessControlId',
  ],
  [
    'access identities',
    replaced('S3OriginConfig: {}', 'S3OriginConfig: { OriginAccessIdentity: x }'),
    'use an OriginAccessControl',
  ],
  [
    'an access control of nobody',
    replaced('OriginAccessControlId: !Ref Access', 'OriginAccessControlId: x'),
    'OriginAccessControlId x is none of this stack',
  ],
  [
    'viewers that sign in place of the distribution',
    inBehavior('OriginRequestPolicyId: 216adef6-5c7f-47e4-b989-5492eafa07d3').replace(
      'SigningBehavior: always',
      'SigningBehavior: no-override',
    ),
    'files: with SigningBehavior no-override the Authorization of viewers',
  ],
  [
    'an access control that signs nothing',
    replaced('SigningBehavior: always', 'SigningBehavior: never'),
    'only always and no-override are of use',
  ],
  [
    'a policy of nobody',
    inBehavior('OriginRequestPolicyId: x'),
    'OriginRequestPolicyId x is neither of this stack nor a managed policy',
  ],
  [
    'an origin out of the stack',
    replaced(`DomainName: ${API_HOST}`, 'DomainName: example.org'),
    'api: DomainName example.org is neither a bucket',
  ],
  [
    'a behavior without origin',
    inBehavior('').replace('TargetOriginId: files', 'TargetOriginId: fils'),
    'TargetOriginId fils is none of Origins: files, api',
  ],
  [
    'access controls of functions',
    replaced('OriginAccessControlOriginType: s3', 'OriginAccessControlOriginType: lambda'),
    'OriginAccessControlOriginType: of buckets alone',
  ],
  [
    'CORS by policy',
    replaced('        CustomHeadersConfig:', '        CorsConfig: {}\n        CustomHeadersConfig:'),
    'CorsConfig is not supported',
  ],
  [
    'security headers as custom ones',
    replaced('Header: Permissions-Policy', 'Header: X-Frame-Options'),
    'X-Frame-Options is a security header',
  ],
  [
    'a set of methods that CloudFront does not have',
    inBehavior('AllowedMethods: [GET, PUT]'),
    'AllowedMethods: must be one of the sets GET HEAD |',
  ],
  [
    'viewer functions as a type',
    `${siteTemplate('  Rewrite: { Type: AWS::CloudFront::Function, Properties: {} }')}`,
    'Rewrite (AWS::CloudFront::Function): the laptop does not support this resource type',
  ],
  [
    'bucket policies for whom it cannot know',
    replaced('Principal: { Service: cloudfront.amazonaws.com }', 'Principal: { Federated: example.org }'),
    'Principal Federated is not evaluated',
  ],
])('refuses %s', async (_, template, message) => {
  await expect(startSite(template)).rejects.toThrow(message);
});

it.each([
  ['another distribution', replaced("distribution/${Pages}'", "distribution/EOTHER'")],
  ['another service', replaced('Service: cloudfront.amazonaws.com', 'Service: lambda.amazonaws.com')],
  ['another action', replaced('Action: s3:GetObject', 'Action: s3:PutObject')],
])('keeps out who the bucket policy is not for: %s', async (_, template) => {
  const site = await startSite(template);
  try {
    await site.put('index.html', 'secret');
    const { status, body } = await site.ask('/');
    expect([status, body.toString()]).toEqual([403, expect.stringContaining('AccessDenied')]);
  } finally {
    await site.close();
  }
});

it('signs for viewers that do not sign themselves', async () => {
  const site = await startSite(replaced('SigningBehavior: always', 'SigningBehavior: no-override'));
  try {
    await site.put('index.html', 'hello');
    const { status, body } = await site.ask('/');
    expect([status, body.toString()]).toEqual([200, 'hello']);
  } finally {
    await site.close();
  }
});

it('tells what is missing where the bucket policy lets the distribution list', async () => {
  const site = await startSite(
    replaced('Action: s3:GetObject', 'Action: [s3:GetObject, s3:ListBucket]').replace(
      "Resource: !Sub '${Files.Arn}/*'",
      "Resource: [!GetAtt Files.Arn, !Sub '${Files.Arn}/*']",
    ),
  );
  try {
    expect((await site.ask('/nothing')).status).toBe(404);
  } finally {
    await site.close();
  }
});

it('lets an HTTP API answer 403 to a foreign Host, as AWS does, and says so at the start', async () => {
  const template = replaced('b689b0a8-53d0-40ab-baf2-68738e2966ac', '216adef6-5c7f-47e4-b989-5492eafa07d3');
  const site = await startSite(template);
  try {
    const { status, body } = await site.ask('/v1/x');
    expect([status, body.toString(), site.apiRequests.length]).toEqual([403, '{"message":"Forbidden"}', 0]);
    expect(site.stack.notices()).toEqual([
      expect.stringContaining("/v1/* sends the viewer's Host to the HTTP API api"),
    ]);
  } finally {
    await site.close();
  }
});

it('gives each of several distributions a host of its own', async () => {
  const second = `
  Other:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        Origins: [{ Id: api, DomainName: ${API_HOST}, CustomOriginConfig: {} }]
        DefaultCacheBehavior: { TargetOriginId: api, ViewerProtocolPolicy: allow-all, CachePolicyId: 4135ea2d-6df8-44a3-9df3-4b5a84be39ad }
`;
  const site = await startSite(siteTemplate(second));
  try {
    const address = new URL(site.stack.outputs['Address']!);
    const id = site.stack.ref('Pages').toLowerCase();
    expect(address.hostname).toBe(`${id}.localhost`);
    await site.put('index.html', 'pages');
    expect((await site.ask('/', { headers: { host: address.host } })).body.toString()).toBe('pages');
    const other = `${site.stack.ref('Other').toLowerCase()}.localhost`;
    expect((await site.ask('/', { headers: { host: other } })).body.toString()).toBe('api');
  } finally {
    await site.close();
  }
});
