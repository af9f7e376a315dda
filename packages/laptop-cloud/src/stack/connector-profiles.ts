// What a SAM connector lets its source do at its destination, by the CloudFormation types of both.
// Source: AWS SAM Developer Guide, "SAM connector reference"; only types that are here.

export type Access = 'Read' | 'Write';

/** Where the rights are kept: on the role of either side, or in the policy of the destination. */
export interface ConnectorProfile {
  holder: 'source role' | 'destination role' | 'queue policy' | 'topic policy' | 'function policy';
  /** Statements by kind of access: actions, and ARNs with `${Source.Arn}`, `${Destination.Arn}`, `${Destination.Name}`. */
  access: Readonly<Partial<Record<Access, readonly Statement[]>>>;
  /** Sets of permissions that may be asked for, where not each for itself. */
  together?: readonly (readonly Access[])[];
}

type Statement = readonly [actions: readonly string[], resources: readonly string[]];

const of = (service: string, names: string) => names.split(' ').map((name) => `${service}:${name}`);
const THERE = '${Destination.Arn}';
const EXECUTIONS =
  'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:${Destination.Name}:*';
const FINISHED_RULE =
  'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule';

const BUCKET: ConnectorProfile = {
  holder: 'source role',
  access: {
    Read: [
      [
        of(
          's3',
          'GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts',
        ),
        [THERE, `${THERE}/*`],
      ],
    ],
    Write: [
      [
        of(
          's3',
          'AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject',
        ),
        [THERE, `${THERE}/*`],
      ],
    ],
  },
};
const TABLE: ConnectorProfile = {
  holder: 'source role',
  access: {
    Read: [
      [
        of('dynamodb', 'GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect'),
        [THERE, `${THERE}/index/*`],
      ],
    ],
    Write: [
      [
        of(
          'dynamodb',
          'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate',
        ),
        [THERE, `${THERE}/index/*`],
      ],
    ],
  },
};
const write = (actions: readonly string[]): ConnectorProfile => ({
  holder: 'source role',
  access: { Write: [[actions, [THERE]]] },
});
const FUNCTION = write(of('lambda', 'InvokeAsync InvokeFunction'));
const TOPIC = write(of('sns', 'Publish'));
const BUS = write(of('events', 'PutEvents'));
const byPolicy = (holder: ConnectorProfile['holder'], actions: readonly string[]): ConnectorProfile => ({
  ...write(actions),
  holder,
});
const CALLED = byPolicy('function policy', ['lambda:InvokeFunction']);

/** By type of the source, then of the destination. */
export const CONNECTOR_PROFILES: Readonly<Record<string, Readonly<Record<string, ConnectorProfile>>>> = {
  'AWS::Lambda::Function': {
    'AWS::Lambda::Function': FUNCTION,
    'AWS::S3::Bucket': BUCKET,
    'AWS::DynamoDB::Table': TABLE,
    'AWS::SQS::Queue': {
      holder: 'source role',
      access: {
        Read: [[of('sqs', 'ReceiveMessage GetQueueAttributes'), [THERE]]],
        Write: [[of('sqs', 'DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue'), [THERE]]],
      },
    },
    'AWS::SNS::Topic': TOPIC,
    'AWS::StepFunctions::StateMachine': {
      holder: 'source role',
      access: {
        Read: [
          [of('states', 'DescribeStateMachine ListExecutions'), [THERE]],
          [
            of('states', 'DescribeExecution DescribeStateMachineForExecution GetExecutionHistory'),
            [EXECUTIONS],
          ],
        ],
        Write: [
          [of('states', 'StartExecution StartSyncExecution'), [THERE]],
          [of('states', 'StopExecution'), [EXECUTIONS]],
        ],
      },
    },
    'AWS::Events::EventBus': BUS,
  },
  'AWS::StepFunctions::StateMachine': {
    'AWS::Lambda::Function': FUNCTION,
    'AWS::SNS::Topic': TOPIC,
    'AWS::SQS::Queue': write(of('sqs', 'SendMessage')),
    'AWS::S3::Bucket': BUCKET,
    'AWS::DynamoDB::Table': TABLE,
    'AWS::StepFunctions::StateMachine': {
      holder: 'source role',
      together: [['Read'], ['Read', 'Write']],
      access: {
        Read: [
          [of('states', 'DescribeExecution'), [EXECUTIONS]],
          [of('events', 'DescribeRule'), [FINISHED_RULE]],
        ],
        Write: [
          [of('states', 'StartExecution'), [THERE]],
          [of('states', 'StopExecution'), [EXECUTIONS]],
          [of('events', 'PutTargets PutRule'), [FINISHED_RULE]],
        ],
      },
    },
    'AWS::Events::EventBus': BUS,
  },
  'AWS::Events::Rule': {
    'AWS::Events::EventBus': BUS,
    'AWS::StepFunctions::StateMachine': write(of('states', 'StartExecution')),
    'AWS::Lambda::Function': CALLED,
    'AWS::SNS::Topic': byPolicy('topic policy', ['sns:Publish']),
    'AWS::SQS::Queue': byPolicy('queue policy', ['sqs:SendMessage']),
  },
  'AWS::SNS::Topic': {
    'AWS::SQS::Queue': byPolicy('queue policy', ['sqs:SendMessage']),
    'AWS::Lambda::Function': CALLED,
  },
  'AWS::S3::Bucket': { 'AWS::Lambda::Function': CALLED },
  'AWS::SQS::Queue': {
    'AWS::Lambda::Function': {
      holder: 'destination role',
      together: [['Read', 'Write']],
      access: {
        Read: [[of('sqs', 'ReceiveMessage GetQueueAttributes'), ['${Source.Arn}']]],
        Write: [[of('sqs', 'DeleteMessage'), ['${Source.Arn}']]],
      },
    },
  },
};
