// What docs/operations.md says of every service, and what fault rules build on, holds.

import { readFileSync } from 'node:fs';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as cognito from '@aws-sdk/client-cognito-identity-provider';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as events from '@aws-sdk/client-eventbridge';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as pipes from '@aws-sdk/client-pipes';
import * as rekognition from '@aws-sdk/client-rekognition';
import * as s3 from '@aws-sdk/client-s3';
import * as sagemaker from '@aws-sdk/client-sagemaker-runtime';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import { allServices, drawOperations, OPERATIONS_MD } from '../../docs/operations/operations.ts';
import { checkRules } from '../../packages/laptop-cloud/src/faults/check-rules.ts';
import { parseFaultFlag } from '../../packages/laptop-cloud/src/faults/flag.ts';
import type { Service, ServiceRequest } from '../../packages/laptop-cloud/src/services/service.ts';

/** X-Ray has no client here: the tracing library brings its own. */
const CLIENTS: Record<string, object> = {
  cloudformation,
  'cognito-idp': cognito,
  dynamodb,
  events,
  monitoring: cloudwatch,
  kms,
  lambda,
  pipes,
  rekognition,
  s3,
  sagemaker,
  scheduler,
  states,
  sns,
  sqs,
};
/** Browsers post objects with a form; what is run now instead of when it is due is the laptop's own. */
const WITHOUT_COMMAND = ['PostObject', 'RunRule', 'RunSchedule'];

/** Where policies call a service otherwise than signatures do. */
const PREFIXES: Record<string, string> = { monitoring: 'cloudwatch' };

let services: readonly Service[];
beforeAll(async () => {
  services = await allServices();
}, 60_000);

it('keeps the page as the operations are (npm run operations -- --write draws it again)', () => {
  expect(readFileSync(OPERATIONS_MD, 'utf8')).toBe(drawOperations(services));
});

it('names every operation as AWS does, once', () => {
  for (const { scope, operations = [] } of services) {
    const names = operations.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(names).toEqual([...new Set(names)]);
    const client = CLIENTS[scope];
    if (!client) continue;
    const unknown = names.filter((name) => !WITHOUT_COMMAND.includes(name) && !(`${name}Command` in client));
    expect([scope, unknown]).toEqual([scope, []]);
  }
});

it('asks each action of the service itself', () => {
  for (const { scope, operations = [] } of services)
    for (const { actions } of operations)
      expect(actions.filter((action) => !action.startsWith(`${PREFIXES[scope] ?? scope}:`))).toEqual([]);
});

it('knows the operation of no request that is malformed, and never throws at one', () => {
  const odd = [
    '',
    '/',
    '//',
    '/%',
    '/%zz/%',
    '/a/%E0%A4%A',
    '/2015-03-31/functions//',
    `/${'a/'.repeat(999)}`,
  ];
  const requests = odd.flatMap((path) =>
    ['BREW', '__proto__'].map(
      (method): ServiceRequest => ({
        method,
        path,
        query: new URLSearchParams('%=%&__proto__=1&tagging&uploads'),
        headers: { 'x-amz-target': '.', 'content-type': 'application/x-www-form-urlencoded' },
        body: Buffer.from([0xff, 0x00, ...Buffer.from('&Action=%')]),
        principal: { arn: 'nobody', can: () => false },
        endpoint: '',
        requestId: '',
      }),
    ),
  );
  for (const service of services)
    for (const request of requests) expect(service.operationOf?.(request)).toBeUndefined();
});

const check = (flag: string) => checkRules([parseFaultFlag(flag)], { definitions: [], services });

it('takes a fault rule for every operation of every service', () => {
  for (const { scope, operations = [] } of services)
    for (const { name, errors } of operations) {
      expect(check(`service=${scope}:${name},do=crash`)).toEqual([]);
      for (const error of errors)
        expect(check(`service=${scope}:${name},do=error,error=${error}`)).toEqual([]);
    }
});

it.each([
  ['service=s3:PutObjects,do=crash', 'no operation of s3 is PutObjects; did you mean PutObject'],
  ['service=s3:ListBucket,do=crash', 'is the IAM action of HeadBucket, ListObjects, ListObjectsV2'],
  ['service=lambda:InvokeFunction,do=crash', 'no operation of lambda is InvokeFunction; did you mean Invoke'],
  ['service=pipes:StartPipes,do=crash', 'no operation of pipes is StartPipes; did you mean StartPipe'],
  ['service=xray:PutTraceSegment,do=crash', 'did you mean PutTraceSegments'],
  ['service=sagemaker:InvokeEndpont,do=crash', 'did you mean InvokeEndpoint'],
  ['service=stepfunctions:StartExecution,do=crash', 'no service is stepfunctions'],
  ['service=s3:PUT,do=crash', 'no operation of s3 is PUT; there are ListBuckets, CreateBucket'],
])('refuses %s', (flag, message) => {
  expect(() => check(flag)).toThrow(message);
});
