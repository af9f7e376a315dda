import { readStack } from '../../src/stack/stack.ts';
import { CONTEXT, TYPES } from './a-stack.ts';

const BUCKET = {
  nameProperty: 'BucketName',
  properties: ['BucketName', 'NotificationConfiguration'],
  ignored: {},
  ref: (name: string) => name,
  attributes: (name: string) => ({ Arn: `arn:aws:s3:::${name}` }),
};
const types = { ...TYPES, 'AWS::S3::Bucket': BUCKET };

const stackOf = (event: string, { bucket = '', owner = '', more = '' } = {}) =>
  readStack(
    `
Conditions: { Never: !Equals [a, b] }
Resources:
  Scans: { Type: AWS::S3::Bucket, Properties: { BucketName: scans, ${bucket} } }
  Reader:
    Type: AWS::Serverless::Function
    ${owner}
    Properties: { FunctionName: reader, Events: { Scanned: { Type: S3, ${event} } } }
${more}
`,
    { context: CONTEXT, types },
  );
const ADDED = `Properties: { Bucket: !Ref Scans, Events: 's3:ObjectCreated:*' }`;
const notifications = (stack: ReturnType<typeof stackOf>) =>
  stack.resource('Scans').properties['NotificationConfiguration'];
const READER = 'arn:aws:lambda:us-east-1:000000000000:function:reader';

test('an S3 event stands in the bucket, which is made after the function', () => {
  const filter = 'Filter: { S3Key: { Rules: [{ Name: suffix, Value: .pdf }] } }';
  const stack = stackOf(
    `Properties: { Bucket: !Ref Scans, Events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:*'], ${filter} }`,
  );

  const Filter = { S3Key: { Rules: [{ Name: 'suffix', Value: '.pdf' }] } };
  expect(notifications(stack)).toEqual({
    LambdaConfigurations: [
      { Event: 's3:ObjectCreated:Put', Function: READER, Filter },
      { Event: 's3:ObjectRemoved:*', Function: READER, Filter },
    ],
  });
  expect(stack.dependencies('Scans')).toContain('Reader');
  expect(stack.resource('Reader').properties).not.toHaveProperty('Events.Scanned');
});

test('it stands beside what the bucket says itself', () => {
  const bucket = `NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectTagging:*', Function: other }] }`;

  expect(notifications(stackOf(ADDED, { bucket }))).toEqual({
    LambdaConfigurations: [
      { Event: 's3:ObjectTagging:*', Function: 'other' },
      { Event: 's3:ObjectCreated:*', Function: READER },
    ],
  });
});

test('a function that its condition leaves out is told nothing', () => {
  expect(notifications(stackOf(ADDED, { owner: 'Condition: Never' }))).toEqual({ LambdaConfigurations: [] });
});

test.each([
  ['Properties: { Bucket: scans, Events: x }', /Events.Scanned: Bucket must be a Ref to a bucket/],
  ['Properties: { Bucket: !Ref Reader, Events: x }', /Events.Scanned: Bucket must be a Ref to a bucket/],
  ['Properties: { Bucket: !Ref Scans }', /Events.Scanned needs Events/],
  ['Properties: { Bucket: !Ref Scans, Events: x, Suffix: y }', /S3 has no property Suffix/],
  [`${ADDED}, Extra: 1`, /Events.Scanned has an unknown key Extra/],
])('refuses %s', (event, message) => {
  expect(() => stackOf(event)).toThrow(message);
});

test('a machine has no S3 events', () => {
  const more = `  Machine: { Type: AWS::Serverless::StateMachine, Properties: { Events: { A: { Type: S3, ${ADDED} } } } }`;
  expect(() => stackOf(ADDED, { more })).toThrow(
    /Machine: Events.A: events of the type S3 are not supported/,
  );
});
