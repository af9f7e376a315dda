// Buckets and distributions of a template over HTTP, in a temporary folder, with a stand-in for an HTTP API.
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { createBus } from '../../src/services/bus.ts';
import { createCloudFront } from '../../src/services/cloudfront/cloudfront.ts';
import { createS3 } from '../../src/services/s3/s3.ts';
import { planned, provision } from '../../src/stack/provision.ts';
import type { ResourceTypes } from '../../src/stack/resource.ts';
import { readStack, type Stack } from '../../src/stack/stack.ts';
import type { WebRequest, WebResponse } from '../../src/web/site.ts';
import { createWebServer } from '../../src/web/web-server.ts';
import { ACCOUNT_ID, REGION, startGateway } from './gateway.ts';

export const API_HOST = 'a1b2c3.execute-api.us-east-1.amazonaws.com';
const OPTIMIZED = '658327ea-f89d-4fab-a63d-7e88639e58f6';
const DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_BUT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

/** A private bucket behind a distribution, which sends `/v1/*` to an API; `more` is YAML of further resources. */
export const siteTemplate = (more = '') => `
Resources:
  Files: { Type: AWS::S3::Bucket, Properties: { BucketName: parcels-web } }
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
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'; img-src https://parcels-web.s3.us-east-1.amazonaws.com", Override: true }
          ContentTypeOptions: { Override: true }
          FrameOptions: { FrameOption: DENY, Override: false }
          ReferrerPolicy: { ReferrerPolicy: no-referrer, Override: true }
          StrictTransportSecurity: { AccessControlMaxAgeSec: 63072000, IncludeSubdomains: true, Override: true }
        CustomHeadersConfig: { Items: [{ Header: Permissions-Policy, Value: camera=(self), Override: true }, { Header: Cache-Control, Value: no-cache, Override: false }] }
        RemoveHeadersConfig: { Items: [{ Header: X-Amz-Server-Side-Encryption }] }
  Pages:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Enabled: true
        HttpVersion: http2and3
        DefaultRootObject: index.html
        Origins:
          - { Id: files, DomainName: !GetAtt Files.RegionalDomainName, OriginAccessControlId: !Ref Access, S3OriginConfig: {} }
          - { Id: api, DomainName: ${API_HOST}, CustomOriginConfig: { OriginProtocolPolicy: https-only } }
        DefaultCacheBehavior: { TargetOriginId: files, ViewerProtocolPolicy: redirect-to-https, CachePolicyId: ${OPTIMIZED}, ResponseHeadersPolicyId: !Ref Headers, Compress: true }
        CacheBehaviors:
          - PathPattern: /v1/*
            TargetOriginId: api
            ViewerProtocolPolicy: https-only
            AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]
            CachePolicyId: ${DISABLED}
            OriginRequestPolicyId: ${ALL_BUT_HOST}
          - { PathPattern: 'bare/*', TargetOriginId: api, ViewerProtocolPolicy: allow-all, CachePolicyId: ${DISABLED} }
${more}
Outputs:
  Address: { Value: !Sub 'https://\${Pages.DomainName}/' }
`;

export interface TestSite {
  /** Origin of the web port. */
  address: string;
  stack: Stack;
  gatewayEndpoint: string;
  /** What reached the API. */
  apiRequests: WebRequest[];
  put(
    key: string,
    body: string | Buffer,
    more?: { ContentType?: string; CacheControl?: string },
  ): Promise<void>;
  /** Unlike fetch it decodes nothing and sends any header. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  close(): Promise<void>;
}

export interface AskOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export async function startSite(
  template = siteTemplate(),
  answer: (request: WebRequest) => Promise<WebResponse> = async () => ({ status: 200, body: 'api' }),
): Promise<TestSite> {
  const folder = mkdtempSync(join(tmpdir(), 'site-'));
  const place = { accountId: ACCOUNT_ID, region: REGION };
  let gatewayEndpoint = '';
  const s3 = createS3({ ...place, folder, bus: createBus(), endpoint: () => gatewayEndpoint });
  const gateway = await startGateway([s3.service]);
  gatewayEndpoint = gateway.endpoint;
  const web = await createWebServer({ port: 0, log: (line) => console.error(line) });
  const apiRequests: WebRequest[] = [];
  web.add({
    name: 'Api',
    hosts: [API_HOST],
    mount: '/_api/a1b2c3',
    answer: async (request) => {
      apiRequests.push(request);
      await request.body(10_000);
      return answer(request);
    },
  });
  const client = new S3Client({ ...gateway.clientConfig, forcePathStyle: true });
  const close = async (): Promise<void> => {
    client.destroy();
    await web.close();
    await gateway.close();
    rmSync(folder, { recursive: true });
  };
  try {
    const cloudFront = createCloudFront({ ...place, web, askS3: s3.answerService });
    const stack = await made(template, { ...s3.resourceTypes, ...cloudFront.resourceTypes });
    return {
      address: web.endpoint,
      stack,
      gatewayEndpoint,
      apiRequests,
      put: async (Key, Body, more = {}) =>
        void (await client.send(new PutObjectCommand({ Bucket: 'parcels-web', Key, Body, ...more }))),
      ask: (path, options) => ask(web.port, path, options),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function made(text: string, types: ResourceTypes): Promise<Stack> {
  const context = { accountId: ACCOUNT_ID, region: REGION, partition: 'aws', stackName: 'test' } as const;
  const stack = planned(() => readStack(text, { context, types }), types);
  await provision(stack, types);
  return stack;
}

function ask(port: number, path: string, { method = 'GET', headers = {}, body }: AskOptions = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const asked = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers as Answer['headers'],
          body: Buffer.concat(chunks),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
