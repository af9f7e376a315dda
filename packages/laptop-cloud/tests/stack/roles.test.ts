import { rolesOf } from '../../src/stack/roles.ts';
import { stackOf } from './a-stack.ts';

const UPLOADS = 'arn:aws:sqs:us-east-1:000000000000:uploads';

function roleOf(policies: string, more = '') {
  const stack = stackOf(`
Conditions: { Never: !Equals [a, b] }
Resources:
  Uploads: { Type: AWS::SQS::Queue, Properties: { QueueName: uploads } }
  Step: { Type: AWS::Serverless::Function, Properties: { Tracing: Active, ${policies} } }
${more}
`);
  return { stack, role: rolesOf(stack).get(String(stack.resource('Step').properties.Role)) };
}

test('a function without Role gets one of its own, with its statements and the right to log and trace', () => {
  const { stack, role } = roleOf(
    'Policies: [{ Statement: { Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Uploads.Arn } }]',
  );

  expect(role?.logicalId).toBe('StepRole');
  expect(stack.attribute('StepRole', 'Arn')).toBe(role?.arn);
  expect(role?.can('sqs:SendMessage', UPLOADS)).toBe(true);
  expect(role?.can('sqs:DeleteMessage', UPLOADS)).toBe(false);
  expect(role?.can('logs:PutLogEvents', 'any')).toBe(true);
  expect(role?.can('xray:PutTraceSegments', 'any')).toBe(true);
  expect(role?.trusts('lambda.amazonaws.com')).toBe(true);
  expect(role?.trusts('states.amazonaws.com')).toBe(false);
  expect(role?.assumedArn('Step')).toMatch(
    /^arn:aws:sts::000000000000:assumed-role\/photos-StepRole-.*\/Step$/,
  );
});

test('policy templates and conditions inside Policies count', () => {
  const { role } = roleOf(
    `Policies:
    - SQSSendMessagePolicy: { QueueName: !GetAtt Uploads.QueueName }
    - !If [Never, { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }, !Ref AWS::NoValue]`
      .replace(/\n\s+- /g, ', ')
      .replace('Policies:,', 'Policies: [')
      .concat(']'),
  );

  expect(role?.can('sqs:SendMessage', UPLOADS)).toBe(true);
  expect(role?.can('s3:GetObject', 'x')).toBe(false);
});

test('with a Role of its own a function has only what that role has, and policies attached to it', () => {
  const { role } = roleOf(
    "Role: !GetAtt Shared.Arn, Policies: [{ Statement: { Effect: Allow, Action: '*', Resource: '*' } }]",
    `
  Shared:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Action: sts:AssumeRole, Principal: { Service: [lambda.amazonaws.com] } }] }
      ManagedPolicyArns: [!Ref Readers]
  Readers:
    Type: AWS::IAM::ManagedPolicy
    Properties: { PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:ReceiveMessage, Resource: '*' }] } }
  Deleters:
    Type: AWS::IAM::Policy
    Properties: { PolicyName: d, Roles: [!Ref Shared], PolicyDocument: { Statement: [{ Effect: Allow, Action: sqs:DeleteMessage, Resource: '*' }] } }
`,
  );

  expect(role?.can('sqs:ReceiveMessage', UPLOADS)).toBe(true);
  expect(role?.can('sqs:DeleteMessage', UPLOADS)).toBe(true);
  expect(role?.can('sqs:SendMessage', UPLOADS)).toBe(false);
});

test('a Deny of any of its policies forbids, and silence does not', () => {
  const { role } = roleOf(
    "Policies: [{ Statement: { Effect: Allow, Action: 'sqs:*', Resource: '*' } }, { Statement: { Effect: Deny, Action: sqs:Delete*, Resource: '*' } }]",
  );

  expect(role?.can('sqs:SendMessage', UPLOADS)).toBe(true);
  expect(role?.can('sqs:DeleteMessage', UPLOADS)).toBe(false);
  expect(role?.denies('sqs:DeleteMessage', UPLOADS)).toBe(true);
  expect(role?.denies('s3:GetObject', 'x')).toBe(false);
});

test('conditions see who the role is', () => {
  const { role } = roleOf(
    "Policies: [{ Statement: { Effect: Allow, Action: 'sqs:*', Resource: '*', Condition: { ArnLike: { aws:PrincipalArn: 'arn:aws:iam::*:role/photos-StepRole-*' }, StringEquals: { aws:PrincipalType: AssumedRole } } } }]",
  );

  expect(role?.can('sqs:SendMessage', UPLOADS)).toBe(true);
});

test.each([
  [
    "Policies: [AWSLambdaRole, { Statement: { Effect: Allow, Action: 's3:*', Resource: '*', Condition: { StringEquals: { aws:SourceIp: '::1' } } } }]",
    /StepRole: policy StepRolePolicy1: Statement\[0\] StringEquals has a Condition on aws:SourceIp, which no service/,
  ],
  [
    'Policies: [{ EKSFullPolicy: {} }]',
    /Step: Policies\[0\].*EKSFullPolicy is not supported.*SQSSendMessagePolicy/,
  ],
  ['Policies: [{ SQSSendMessagePolicy: { Queue: x } }]', /SQSSendMessagePolicy takes QueueName/],
  [
    'Policies: [AmazonEKSClusterPolicy]',
    /StepRole: the managed policy AmazonEKSClusterPolicy is about services/,
  ],
])('refuses %s by name', (policies, message) => {
  expect(() => roleOf(policies)).toThrow(message);
});
